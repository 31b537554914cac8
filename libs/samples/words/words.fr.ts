/** French words for the samples' slots; names of people, firms and places are combined at random and mean nobody. */
import { split } from './split.js';

export const wordsFr: Record<string, readonly string[]> = {
  first: split(
    `Aliénor | Barnabé | Clothilde | Désiré | Églantine | Firmin | Garance | Hippolyte | Isaure | Joachim | Léopoldine | Maxence | Noémie | Octave | Philippine | Quentin | Rosalie | Séverin | Théodora | Ulysse | Victoire | Wandrille | Yseult | Zéphyrin | Apolline | Bérénice | Cyprien | Diane | Edmond | Fantine | Gaspard | Héloïse | Ignace | Jacinthe | Lazare | Mélisande | Nicéphore | Ondine | Prosper | Romane | Sidonie | Tancrède | Valère | Agathe | Basile | Capucine | Donatien | Elzéar | Flavie | Gontran`,
  ),
  last: split(
    `Aubrepin | Boiscourt | Chantevent | Dulavoir | Éclusier-Mont | Fontbrune | Grandverger | Hautbois-Lainé | Jonquerel | Lacombelle | Marronnet | Noirvallon | Ormessant | Pierrelune | Quatrevents | Ruisselet | Sablonnet | Tournebise | Valombreux | Vertpré | Bellecorne | Clairbois-Petit | Dormeuil | Épinoche | Folleville | Gerbedor | Lavandière | Moulinsart | Nuitamment | Ombredane | Passerose | Roquebleue | Sansloup | Tilleulard | Vauclairet | Brisefer | Champdeau | Malvoisin | Rivedoux | Coquelin-Sart | Beaufumé | Courtemanche-Vy | Deschardon | Froidefond`,
  ),
  city: split(
    `Sainte-Orge | Villeneuve-des-Brumes | Port-Aurore | Montclarin | Aigrevive | La Roche-Fauve | Beaulieu-le-Gris | Vallombre | Saint-Elme-sur-Ure | Clairfontaine-les-Ormes | Les Trois-Moulins | Bourg-Alise | Castelnoir | Rivesaline | Fontenelle-en-Vaux | Mirecombe | Hauterive-l'Abbaye | Grandpré-Basse`,
  ),
  street: split(
    `rue des Tanneurs | avenue du Vieux-Lavoir | place de la Halle | chemin des Vignes | boulevard des Remparts | impasse du Colombier | rue de la Forge | quai des Mariniers | allée des Charmes | rue du Four-Banal | route de l'Étang | passage des Drapiers | cours des Tilleuls | rue Basse | sente du Moulin | rue des Deux-Ponts | square de l'Horloge | montée Saint-Elme`,
  ),
  stem: split(
    `Altavia | Boréale | Cormoran | Dunaflor | Émerance | Florimont | Galéo | Hélianthe | Irisor | Jolimont | Krémor | Luméa | Marelle | Novalys | Orphéon | Passiflore | Quintessor | Rivéa | Solstice | Tramontane | Ulmaire | Vermeil | Ypréa | Zéphirel | Aubépine | Belvédère | Capricorne | Dentelle | Étincelle | Farandole | Girolle | Hirondelle`,
  ),
  trade: split(
    `Menuiserie | Plomberie | Traiteur | Imprimerie | Transports | Électricité | Paysages | Fournitures | Boulangerie | Cycles | Logiciels | Ingénierie | Décoration | Jardinerie | Quincaillerie | Pharmacie | Cuisines | Vitrerie | Clinique vétérinaire | Déménagements | Traductions | Couverture | Textiles | Librairie | Garage | Conseil | Éditions | Pressing | Optique | Charpente | Torréfaction | Sports | Nettoyage | Assurances`,
  ),
  companyshape: split(
    `{stem} {trade} | {trade} {last} | {stem} SARL | Établissements {last} | {last} et Fils | Groupe {stem} | {last} & Associés | {stem} SAS | Coopérative {stem} | {trade} de {city} | Maison {last} | Société {stem}`,
  ),
  month: split(
    `janvier | février | mars | avril | mai | juin | juillet | août | septembre | octobre | novembre | décembre`,
  ),
  bank: split(
    `Banque {stem} | Crédit {stem} | Caisse de {city} | {stem} Épargne | Banque populaire de {city} | Mutuelle {stem} | Comptoir {last} | {stem} Banque Directe`,
  ),
  product: split(
    `étagère chêne | dalle LED 60x60 | coude cuivre 22 mm | boîte d'enveloppes C5 | cartouche de toner noir | fauteuil ergonomique | évier inox | perceuse sans fil | peinture façade 10 L | sac de ciment 25 kg | carrelage grès | commutateur 8 ports | station d'accueil | filtre à eau | chaussures de sécurité | gants nitrile x100 | film étirable | classeur à levier | flexible hydraulique | plaquettes de frein | ardoise naturelle | fenêtre PVC | rallonge 5 m | ferme-porte | bobines thermiques | savon liquide 5 L | café en grains 1 kg | nappe en lin | verres à pied x6 | gravier, big bag | chaîne de vélo | chambre à air | poteau de clôture | mastic blanc | colliers de serrage | bras d'écran | feutres effaçables | lampe de bureau | robinet de radiateur | parquet stratifié | roulement 6204 | pochette de joints | boulons galvanisés M10 | détecteur de fumée | casque de chantier | équerre murale | manomètre | disjoncteur 16A | contreplaqué 18 mm | armoire métallique | carton d'archives | extincteur 6 kg | dalle moquette | taille-haie | terreau 50 L | cordage 12 mm | flacon d'encre bleue`,
  ),
  service: split(
    `entretien de chaudière | maintenance du site | pose sur chantier | traduction de notice | conseil, demi-journée | nettoyage de vitres | débarras | reprise de données | formation du personnel | abonnement d'assistance | port et emballage | dépannage urgent | câblage réseau | montage de meubles | diagnostic | création graphique | relecture juridique | retouche photo | tenue de livres | location de matériel | échafaudage | interprétariat | correction d'épreuves | gardiennage | évacuation de gravats | entretien d'ascenseur | étalonnage de balances | buffet pour {n} personnes | course express | main-d'œuvre, {d} heures | frais de déplacement | suivi de chantier | débouchage | accord de piano | élagage`,
  ),
  grocery: split(
    `lait demi-écrémé | baguette tradition | comté 12 mois | bananes vrac | œufs plein air | tomates grappe | jus d'orange | café moulu | coquillettes | huile d'olive | filet de poulet | pavé de saumon | yaourt nature | chocolat noir | essuie-tout | liquide vaisselle | dentifrice | barre céréales | jeunes pousses | pommes de terre 2 kg | oignons rouges | beurre doux | riz basmati | infusion | shampooing | piles LR6 | carte postale | parapluie | ficelle | ampoule E27 | tournevis | pinceau | café crème | noisette | croque-monsieur | soupe du jour | eau pétillante | tarte citron | salade verte | plat du jour | demi pression | verre de rouge | chambre double | stationnement 2 h | gazole | lave-glace | roman poche | cahier | stylos bille | écharpe | chaussettes x3 | baskets | puzzle | coupe homme | croquettes | sacs poubelle | pommes | croissant | menu enfant | frites`,
  ),
  profession: split(
    `électricien de chantier | assistante juridique | infirmière | planificateur logistique | développeur | chef pâtissier | métreur | professeur des écoles | chargée de clientèle | technicien de laboratoire | soudeur | cariste | designer produit | réceptionniste | analyste de données | ingénieur mécanicien | aide-soignante | traductrice | conducteur de bus | bibliothécaire | chargé de communication | comptable | paysagiste | pharmacienne | conseillère RH | menuisier | chef de projet | téléconseiller | manipulateur radio | forestier | guide de musée | plombier | régisseur | acheteuse | contrôleur qualité | rédacteur | grutier | administrateur réseau | sage-femme`,
  ),
  department: split(
    `Comptabilité | Ressources humaines | Exploitation | Ventes | Maintenance | Entrepôt | Recherche | Relation client | Production | Expéditions | Juridique | Achats | Atelier | Soins | Cuisine | Services généraux | Qualité | Accueil`,
  ),
  school: split(
    `Lycée {last} | Université de {city} | IUT de {city} | École {stem} | Institut technique {last} | CFA de {city} | École supérieure de {city} | Collège {last}`,
  ),
  degree: split(
    `Licence de géographie | BTS Comptabilité | Diplôme d'infirmier | CAP Électricité | Master Ingénierie des données | BTS Hôtellerie | Diplôme d'ingénieur mécanique | Baccalauréat scientifique | Master Traduction | BUT Logistique | Licence d'histoire | Titre professionnel Soudage | Doctorat en pharmacie | Licence de droit | Brevet de technicien paysagiste | Bac professionnel Commerce`,
  ),
  skill: split(
    `tableurs | CACES 3 | secourisme | gestion de stock | AutoCAD | négociation | Python | logiciel de paie | anglais courant | prise de parole | soudure TIG et MIG | hygiène HACCP | SQL | permis B | encadrement d'équipe | relecture | évaluation des risques | espagnol | planification | photographie | langue des signes | gestion de budget | relation client | entretien de machines | TypeScript | rédaction de rapports | animation de groupe | sécurité au travail | accompagnement du patient`,
  ),
  hobby: split(
    `course en montagne | chant choral | échecs | apiculture | poterie | cyclotourisme | astronomie | football | ornithologie | pâtisserie | restauration de radios | voile | bénévolat | aquarelle | tennis de table | jardinage | fanfare | escalade`,
  ),
  place: split(
    `l'entrée nord | notre agence de {city} | le deuxième étage | le lot {d} | la salle de lecture | le quai {d} | l'ancienne cuisine | le parking | l'aile est | la salle des fêtes | la cour de chargement | l'appartement {n} | l'accueil | la chaufferie`,
  ),
  thing: split(
    `le formulaire de demande | votre relevé bancaire | la facture | un reçu | le contrat signé | votre bulletin de paie | une pièce d'identité | le bon de livraison | une lettre de recommandation | votre curriculum vitae | l'attestation d'assurance | le bail | la confirmation de commande | le devis de réparation | le relevé de compteur | le rapport d'expertise | le compte rendu de la réunion | la carte de stationnement | votre carte d'adhérent | le plan des lieux | la garantie | le dossier d'inscription | l'emploi du temps | le certificat médical`,
  ),
  nationality: split(
    `avalonienne | bordure | sylvanienne | merrowite | calédorienne | ruthvénoise | elbonaise | norlandaise`,
  ),
  state: split(
    `République d'Avalonie | Royaume de Bordure-Lys | Fédération de Sylvanie | État libre de Merrow | Communauté de Calédor | Principauté de Ruthven | Canton d'Elbone | Union de Norlande`,
  ),
  specimen: split(`SPÉCIMEN | EXEMPLE | SANS VALEUR | SPÉCIMEN – NUL | NON VALABLE | MODÈLE DE FORMATION`),
};
