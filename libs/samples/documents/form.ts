/** A printed form filled in by hand: applications, registrations, claims. */
import type { Block } from '../sheet/block.js';
import { split } from '../words/split.js';
import { clutter, fullPage, letterhead, margins, paragraph, title, type Writer } from './writer.js';

const fields = {
  en: split(
    `Surname~{last} | First name~{first} | Date of birth~{date} | Street~{n} {street} | Town~{city} | Postcode~{postcode} | Telephone~{phone} | E-mail~{email} | Occupation~{profession} | Employer~{company} | School attended~{school} | Membership no.~{ref} | Emergency contact~{person} | Vehicle registration~{ref} | Amount claimed~{amount} | Date of event~{date} | Place of event~{place} | Nationality~{nationality} | Number of persons~{d} | Preferred date~{date} | Account holder~{person} | IBAN~{iban} | Allergies~none | Course~{skill} | Item~{product} | Doctor~{last} | Insurer~{stem} | Arrival~{time} | Previous address~{street}, {city} | Reason~{service} | Colour~blue | Shoe size~{n} | Name of child~{first} | Class~{d}B | Teacher~{last} | Registration plate~{ref} | Make and model~{stem} {n} | Witness~{person} | Bank~{bank} | Signed for~{company} | Height in cm~1{n} | Diet~vegetarian | Instrument~violin | Size~M | Serial number~{ref} | Purchased on~{date} | Fault~{product} | Landlord~{person} | Move-in~{date} | Weekly hours~{n} | Guardian~{person} | Blood group~A+ | Swimming badge~silver | Pets~one dog | Guests~{d} | Reference~{ref} | Passport no.~{ref} | Destination~{city} | Departure~{date} | Job title~{profession} | Manager~{person} | Cost centre~{ref} | Name of applicant~{person} | Company name~{company} | Contact~{person} | Fax~{phone} | Title~{profession} | Department~{department} | Authorised by~{person} | Approved~{last} | Date received~{date} | Project no.~{ref} | Project title~{open} {open} | Description~{open} {open} {open} | Comments~{open} {open} | Quantity~{n} | Account code~{ref} | Supervisor~{person} | Location~{city} | State~{city} | Zip code~{postcode} | Country~{state} | Purpose~{open} {open} | Type~{open} | Estimated cost~{amount} | Total~{amount} | Prepared by~{person} | Reviewed by~{person} | Job no.~{ref} | Extension~{n} | Budget~{amount} | Start date~{date} | Completion date~{date} | Requested by~{person} | Business unit~{department} | Remarks~{open} {open} {open} | Tax no.~{ref} | Number of employees~{n} | Sample no.~{ref} | Batch~{ref} | Result~{n}.{d} | Method~{open} | Brand~{stem} | Subject~{open} {open} | Distribution~{department} | Effective date~{date} | Source~{open} | Code~{ref} | Page~{d} of {d} | Cancelled~no | To be completed by~{department} | Material~{open} | Status~{open}`,
  ),
  fr: split(
    `Nom~{last} | Prénom~{first} | Date de naissance~{date} | Adresse~{n} {street} | Ville~{city} | Code postal~{postcode} | Téléphone~{phone} | Courriel~{email} | Profession~{profession} | Employeur~{company} | Établissement~{school} | N° adhérent~{ref} | Personne à prévenir~{person} | Immatriculation~{ref} | Montant demandé~{amount} | Date des faits~{date} | Lieu~{city} | Nationalité~{nationality} | Nombre de personnes~{d} | Date souhaitée~{date} | Titulaire~{person} | IBAN~{iban} | Allergies~aucune | Cours~{skill} | Article~{product} | Médecin~{last} | Assureur~{stem} | Arrivée~{time} | Ancienne adresse~{street} | Motif~{service} | Couleur~bleu | Pointure~{n} | Nom de l'enfant~{first} | Classe~CE{d} | Enseignant~{last} | Plaque~{ref} | Marque et modèle~{stem} {n} | Témoin~{person} | Banque~{bank} | Pour le compte de~{company} | Taille en cm~1{n} | Régime~végétarien | Instrument~violon | Taille~M | N° de série~{ref} | Acheté le~{date} | Panne~{product} | Bailleur~{person} | Entrée le~{date} | Heures par semaine~{n} | Responsable légal~{person} | Groupe sanguin~A+ | Brevet de natation~25 m | Animaux~un chien | Invités~{d} | Référence~{ref} | N° de passeport~{ref} | Destination~{city} | Départ~{date} | Poste~{profession} | Supérieur~{person} | Centre de coût~{ref} | Nom du demandeur~{person} | Raison sociale~{company} | Interlocuteur~{person} | Télécopie~{phone} | Fonction~{profession} | Service~{department} | Autorisé par~{person} | Accord~{last} | Reçu le~{date} | Projet n°~{ref} | Intitulé~{open} {open} | Description~{open} {open} {open} | Observations~{open} {open} | Quantité~{n} | Code comptable~{ref} | Lieu~{city} | Pays~{state} | But~{open} {open} | Nature~{open} | Coût estimé~{amount} | Total~{amount} | Établi par~{person} | Relu par~{person} | Chantier n°~{ref} | Début~{date} | Fin prévue~{date} | Demandé par~{person} | Remarques~{open} {open} | N° fiscal~{ref} | Effectif~{n} | Échantillon n°~{ref} | Lot~{ref} | Résultat~{n},{d} | Méthode~{open} | Marque~{stem} | Sujet~{open} {open} | Diffusion~{department} | Date d’effet~{date} | Origine~{open} | Page~{d} sur {d} | Cadre réservé à~{department} | Matériau~{open} | État~{open}`,
  ),
};
const asks = {
  en: split(
    `Marital status~single;married;widowed;other | I apply for~first issue;renewal;duplicate | Delivery~by post;by e-mail;at the counter | Payment~cash;card;direct debit | How did you hear of us?~press;friends;web | Level~beginner;intermediate;advanced | Meals~standard;vegetarian;none | Housing~owner;tenant;with family | Attached~photo;{thing};{thing} | Contact me by~phone;letter | Damage to~window;roof;vehicle;furniture | Day~Monday;Wednesday;Friday;Saturday`,
  ),
  fr: split(
    `Situation~célibataire;marié(e);veuf(ve);autre | Je demande~première fois;renouvellement;duplicata | Envoi~par la poste;par courriel;au guichet | Règlement~espèces;carte;prélèvement | Comment nous avez-vous connus ?~presse;amis;internet | Niveau~débutant;moyen;avancé | Repas~standard;végétarien;aucun | Logement~propriétaire;locataire;hébergé | Pièces jointes~photo;{thing};{thing} | Me joindre par~téléphone;courrier | Dégâts~vitre;toiture;véhicule;mobilier | Jour~lundi;mercredi;vendredi;samedi`,
  ),
};
const guides = {
  en: split(
    `Please complete in block capitals and return to {department}. | Fields marked * must be filled. | I declare that the above is true. | Incomplete sheets will be sent back. | The fee of {small} is not refunded. | Send with {thing} to {street}, {city}. | For office use: {ref} | I agree that {company} keeps these data for {d} years. | Return before {date}. | Tick what applies. | Parents sign for children under {n}. | One sheet per person.`,
  ),
  fr: split(
    `À remplir en majuscules et à renvoyer au service {department}. | Les champs marqués * sont obligatoires. | Je certifie exacts les renseignements ci-dessus. | Tout dossier incomplet sera retourné. | Les frais de {small} ne sont pas remboursés. | À envoyer avec {thing}, {street}, {city}. | Réservé à l'administration : {ref} | J'accepte que {company} conserve ces données {d} ans. | À rendre avant le {date}. | Cocher les cases utiles. | Signature des parents pour les moins de {n} ans. | Une feuille par personne.`,
  ),
};

export const form: Writer = (voice) => {
  const { random } = voice;
  const asked = voice.lines(random.whole(7, 18), fields[voice.language]).map((line) => {
    const [label = '', value = ''] = line.split('~');
    return [label, random.chance(0.84) ? value : ''] as const;
  });
  const parts: Block[] = [];
  let letter = 0;
  while (asked.length > 0) {
    if (random.chance(0.3) && letter < 5) {
      const part = voice.label('Section|Part', 'Partie|Cadre|Rubrique');
      parts.push({ kind: 'heading', text: `${part} ${'ABCDE'[letter++]}` });
    }
    const rows = [asked.splice(0, random.whole(1, 3))];
    if (asked.length > 0) rows.push(asked.splice(0, random.whole(1, 3)));
    parts.push({ kind: 'fields', rows });
    if (random.chance(0.35)) {
      const [label = '', choices = ''] = voice.say(random.pick(asks[voice.language])).split('~');
      const ticked = random.whole(0, 2);
      parts.push({
        kind: 'ticks',
        label,
        options: choices.split(';').map((choice, i) => [choice, i === ticked] as const),
      });
    }
  }
  const told = voice.lines(random.whole(1, 5), guides[voice.language]);
  return {
    paper: fullPage(voice),
    ...margins(voice),
    blocks: [
      ...(random.chance(0.6) ? [letterhead(voice)] : []),
      ...title(
        voice,
        'Application form|Registration|Form {ref}|Enrolment {year}|Claim form|Request for {service}|Membership application|Change of address|Request form|Authorisation|Order form|Evaluation|Report|Checklist|Questionnaire|Requisition|Notice of change|Time sheet|Test request|{open} form|Record of {open}|Summary sheet',
        'Formulaire {ref}|Inscription {year}|Demande|Fiche de renseignements|Bulletin d’adhésion|Déclaration de sinistre|Dossier d’inscription|Changement d’adresse|Demande d’autorisation|Bon de commande|Évaluation|Compte rendu|Questionnaire|Avis de modification|Feuille de temps|Demande d’essai|Fiche {open}|Relevé {open}',
        0.8,
      ),
      ...told.splice(0, random.whole(0, 2)).map(paragraph),
      ...parts,
      ...told.map<Block>((text) => ({ kind: 'small', text })),
      ...(random.chance(0.75)
        ? [
            {
              kind: 'signature',
              label: voice.label(
                'Signature|Date and signature|Signed',
                'Signature|Date et signature|Fait le',
              ),
              name: voice.person(),
            } as const,
          ]
        : []),
      ...clutter(voice),
    ],
  };
};
