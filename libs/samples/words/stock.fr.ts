/** Everyday French words of many subjects: what open-vocabulary texts draw from, and coin new words after. */
import { words } from './split.js';

export const stockFr: readonly string[] = words(`
  abeille abri acier affiche agneau aiguille aile alliance allumette ampoule ancre anneau arbre ardoise argile armoire
  artisan assiette atelier aubaine auberge automne avoine bague baignoire balai balance baleine banc barque barrage
  bateau bâtiment baume berger betterave beurre bijou billet biscuit blaireau boisson bonheur bordure bottine bouclier
  bougie boulanger boussole bouteille branche brebis brique brise brouillard brume buisson cabane cadran caillou calcaire
  camarade campagne canard cannelle capitaine caravane carrière carton cascade caserne cendre cerise cerveau chaleur
  chameau champignon chandelle chanson chapeau charbon chariot charpente château chaudron chaussure chemin cheminée
  chêne cheval chiffon choux cigale ciment citerne citoyen clairière cloche clocher clôture coiffeur colère colline
  colonne comète compagnon concert concombre coquillage corbeau corbeille cordage coteau coton couleur couloir courage
  couronne couteau couverture crayon crevette cristal croûte cuisine cuivre culture cygne danseur dauphin découverte
  demeure dentelle désert dessin diamant dimanche doigt domaine douleur dragon drapeau échelle écharpe écluse école
  écorce écrivain écureuil église élève émail encrier énergie enfance épaule épice épingle éponge escalier espoir
  essaim étable étage étang étincelle étoffe étoile étude événement faïence falaise famille farine faucon fauteuil
  fenêtre fermier feuille ficelle figue flamme flèche fleuve fontaine forêt forgeron fossé foudre fougère foule four
  fourmi framboise frère fromage frontière fumée gâteau gazon genou gilet girafe glacier gorge gouffre grain grange
  grenier grenouille grille guitare haie hameau hangar haricot herbe hérisson hirondelle histoire hiver horizon horloge
  huile île image insecte jardin jeunesse jument jupon laine lampe langue lanterne lavande légende légume lessive
  levain lézard lièvre lilas limace linge loutre lumière lune machine maçon malheur manteau marais marbre marché marée
  mariage marmite marteau matelas matière médaille mélodie mémoire menthe mercure métal meuble miel miroir moineau
  moisson monnaie montagne moteur mouette moulin mouton muraille musée musique navire neige neveu nid noisette nuage
  océan oiseau olive ombre oncle opéra orage oreille orgue orteil outil paille palais panier papillon parade parfum
  paroi passage patience pâturage paupière pêche peintre pèlerin pelouse pensée pépite persil peuple phare pierre
  pigeon pinceau piscine planche planète plante plateau plâtre plume poêle poésie poire poisson poitrine pollen pomme
  pont portrait potager poterie poudre poulain poussière prairie printemps prison promenade prune puits quai racine
  radeau raisin rameau rasoir récolte refuge reine remède renard requin rideau rivage rivière rocher rosée rouage
  roulotte royaume ruban ruche ruelle ruisseau sable sabot saison salade sanglier sapin savane savon science seigle
  semelle sentier serrure signal silence sirop soeur soldat soleil sommet sorcier soupape source souris statue sucre
  tableau tablier tambour tapis taureau témoin tempête temple tente terrasse théâtre tige tilleul tisane toile tomate
  tonneau tonnerre torrent tortue tour traîneau travail tremplin trésor tricot troupeau truite tuile tunnel usine
  vache vague vaisseau vallée vapeur velours vendange verger verrou village vinaigre violon visage voilier voisin
  volcan voyage wagon zèbre
  abriter accorder admirer agiter aimer ajouter allumer appeler apprendre arroser attendre avancer bâtir bondir briller
  bâiller calmer chanter chercher choisir combattre comprendre conduire confier construire couler coudre courir craindre
  creuser cueillir danser déborder découvrir défendre demander descendre dessiner deviner disparaître diviser dormir
  éclairer écouter effacer emporter endormir entendre envoyer espérer essayer éteindre étonner étudier expliquer
  fabriquer fermer finir fleurir fondre frapper fuir gagner garder glisser goûter grandir griller guérir habiter
  hésiter imaginer inventer jouer laisser lancer lutter maîtriser mélanger mesurer mordre naviguer nourrir obéir
  observer oublier ouvrir pardonner partager peindre penser perdre plonger porter pousser préférer protéger raconter
  ramasser rassembler réfléchir regarder remplir rencontrer répéter respirer rêver rougir sauter secouer semer servir
  siffler songer souffler soulever sourire surprendre tisser tomber tourner traverser trembler trouver vaincre veiller
  vieillir voler voyager
  agile aimable ancien anxieux austère avide bizarre blême brillant brusque calme célèbre chaud clair courageux
  creux curieux délicat dense désert discret docile doux droit éloigné énorme épais étroit fade farouche fertile fidèle
  fier fragile frais froid furieux gai généreux gigantesque gracieux habile honnête humble immense joyeux large lent
  léger loyal lourd lumineux maigre malin mince modeste muet mystérieux noble obscur paisible pâle paresseux patient
  plat poli précieux profond propre rapide rare robuste rude sage sauvage sec sévère sincère sombre souple subtil
  superbe tendre tiède timide tordu tranquille triste vaste vif vigoureux
`);
