/** An agreement between two parties, in numbered clauses. */
import type { Block } from '../sheet/block.js';
import { split } from '../words/split.js';
import { addressee, clutter, fullPage, margins, paragraph, title, type Writer } from './writer.js';

const kinds = {
  en: split(
    `the letting of {place}, {street}, {city} | the sale of a used vehicle, registration {ref} | employment as {profession} in {department} | the delivery of {product} and {product} | {service} and {service} | the hire of {product} | the lease of {place} | a loan of {amount} | the supply of catering | membership until {date} | the use of {place} for {hobby}`,
  ),
  fr: split(
    `la location du logement {street}, {city} | la vente d'un véhicule d'occasion, immatriculé {ref} | l'emploi d'une personne : {profession}, {department} | la fourniture des articles suivants : {product}, {product} | les prestations suivantes : {service}, {service} | la location de matériel : {product} | le bail de {place} | un prêt de {amount} | l'adhésion jusqu'au {date} | l'usage de {place} ({hobby})`,
  ),
};
const clauses = {
  en: split(
    `It begins on {date} and runs for {n} months. | Either side may end it with {d} weeks' notice in writing. | The price is {amount}, payable on receipt of {thing}. | {person} keeps {product} in good repair. | A deposit of {amount} is held by {bank} until {date}. | Neither side may pass on what it learns about the other's business. | Changes are valid only where both have signed them. | The courts of {city} shall decide any dispute. | Hours of work are {n} a week, as set by {department}. | The hirer returns {product} clean and complete to {place}. | Damage must be reported to {company} within {d} days. | Holiday amounts to {n} days a year. | Pets are allowed only with consent in writing. | Rent is due on the {d}th of each month to account {iban}. | The supplier insures the goods until they reach {place}. | Where payment is late, {percent} a year is added. | If one clause fails, the others stand. | The seller knows of no hidden faults, save those in {thing}. | The provider may use {company} as subcontractor. | Keys number {d} and remain the owner's property. | Both have read {thing}, which forms part of this text. | No oral side agreements were made. | Rights in drawings and drafts pass on full payment. | The annual increase shall not exceed {percent}. | Trial period: {d} months. | For accidents at {place} the user is liable. | Notices go to the addresses above. | Force majeure frees both sides while it lasts. | Data are kept no longer than {n} months after the end. | The borrower repays {amount} each {month}. | An inventory is annexed, dated {date}. | {person} pays {amount} on the day of handover and the rest by {date}. | All costs of {service} are borne by {company}. | Smoking is forbidden in {place}. | The vehicle was last inspected on {date} and has covered {n},000 miles. | Whoever cancels later than {d} days before {date} owes half the price. | Work starts at {time} unless {department} says otherwise. | Subletting is not permitted. | Meter readings at handover: {ref}. | A car park space at {place} goes with the flat. | {company} grants a guarantee of {n} months on {product}. | Ownership passes with the last instalment. | Each side bears its own fees. | Samples of {product} are approved by {person} before production. | Overtime is compensated by time off. | The garden is looked after by the tenant. | Drawings numbered {ref} are binding. | Where the parties disagree, {person} of {city} will mediate. | The insurer is {stem}, policy {ref}. | After {d} years the rent may be reviewed. | Minutes of {date} are incorporated by reference. | Nothing in this {open} shall limit the {open} of either side. | The {open} shall be delivered to {place} free of {open}. | {company} shall keep records of the {open} for {d} years. | The word "{open}" means any {open} or {open} named in the annex. | Each party warrants that it has full {open} to sign.`,
  ),
  fr: split(
    `Prise d'effet le {date} pour {n} mois. | Chacun peut y mettre fin par écrit moyennant {d} semaines de préavis. | Le prix est de {amount}, payable à réception : {thing}. | {person} maintient en bon état : {product}. | Un dépôt de {amount} est conservé par {bank} jusqu'au {date}. | Chacun garde confidentiel les affaires de l'autre. | Toute modification exige la signature des deux parties. | Les tribunaux de {city} sont seuls compétents. | La durée du travail est de {n} heures par semaine, service {department}. | Le preneur restitue propre et complet le matériel : {product}. | Tout dommage est signalé à {company} sous {d} jours. | Les congés sont de {n} jours par an. | Les animaux ne sont admis qu'avec accord écrit. | Le loyer est versé le {d} de chaque mois sur le compte {iban}. | Le fournisseur assure les marchandises jusqu'à leur remise. | En cas de retard, une majoration de {percent} l'an s'applique. | La nullité d'un article n'affecte pas les autres. | Le vendeur ne connaît aucun vice caché, hormis ceux que mentionne {thing}. | Le prestataire peut sous-traiter à {company}. | Les clés, au nombre de {d}, restent la propriété du bailleur. | Les deux ont lu {thing}, qui fait partie du présent texte. | Aucun accord verbal n'a été conclu. | Les droits sur les plans sont cédés après règlement complet. | La hausse annuelle ne dépasse pas {percent}. | Période d'essai : {d} mois. | L'utilisateur répond des accidents survenus sur place. | Les notifications sont envoyées aux adresses ci-dessus. | La force majeure suspend les obligations. | Les données sont effacées {n} mois après la fin. | L'emprunteur rembourse {amount} chaque {month}. | Un état des lieux daté du {date} est annexé. | {person} verse {amount} à la remise et le reste avant le {date}. | Les frais ({service}) sont à la charge de {company}. | Interdiction de fumer dans les locaux. | Dernier contrôle du véhicule le {date}, {n} 000 km au compteur. | Toute annulation à moins de {d} jours du {date} coûte la moitié du prix. | Début du travail à {time}, sauf avis du service {department}. | Sous-location interdite. | Relevés à la remise : {ref}. | Une place de parking accompagne le logement. | {company} accorde {n} mois de garantie : {product}. | La propriété est transférée avec la dernière échéance. | Chacun supporte ses propres frais. | Échantillons validés par {person} avant fabrication : {product}. | Heures supplémentaires compensées en repos. | Entretien du jardin par le locataire. | Les plans {ref} font foi. | En cas de désaccord, médiation de {person} à {city}. | Assureur {stem}, police {ref}. | Révision du loyer possible après {d} ans. | Compte rendu du {date} incorporé par renvoi. | Rien dans ce {open} ne limite le {open} de chacun. | Le {open} est remis libre de {open}. | {company} conserve les pièces du {open} pendant {d} ans. | Par « {open} » on entend tout {open} ou {open} cité en annexe. | Chacun garantit avoir tout {open} pour signer.`,
  ),
};
const heads = {
  en: split(
    `Subject | Term | Price | Duties | Liability | Notice | Confidentiality | Deposit | Delivery | Law | Insurance | Final provisions | Payment | Warranty | Use | Property`,
  ),
  fr: split(
    `Objet | Durée | Prix | Obligations | Responsabilité | Préavis | Confidentialité | Dépôt | Livraison | Droit applicable | Assurance | Dispositions finales | Paiement | Garantie | Usage | Propriété`,
  ),
};

export const contract: Writer = (voice) => {
  const { random } = voice;
  const [first, second] = [random.chance(0.5) ? voice.company() : voice.person(), voice.person()];
  const said = voice.lines(random.whole(6, 16), clauses[voice.language]);
  const named = random.chance(0.55);
  const mark = random.pick([
    (n: number) => `${n}.`,
    (n: number) => voice.either(`Clause ${n}`, `Article ${n}`),
    (n: number) => `§ ${n}`,
    (n: number) => `(${n})`,
  ]);
  const names = random.shuffle(heads[voice.language]);
  const blocks: Block[] = [];
  for (let number = 1; said.length > 0; number++) {
    const text = said.splice(0, random.whole(1, 3)).join(' ');
    if (named && names[number])
      blocks.push({ kind: 'heading', text: `${mark(number)} ${names[number]}` }, paragraph(text));
    else blocks.push(paragraph(`${mark(number)} ${text}`), { kind: 'gap', size: 4 });
  }
  const matter = voice.say(random.pick(kinds[voice.language]));
  const between = random.pick(
    voice.either(
      [
        `Between ${first} and ${second}, concerning ${matter}, both sides undertake what follows:`,
        `${first} (the first party) and ${second} (the second party) hereby settle ${matter}.`,
        `This paper records what ${first} and ${second} have settled about ${matter}.`,
      ],
      [
        `Entre ${first} et ${second}, concernant ${matter}, les parties conviennent :`,
        `${first}, d'une part, et ${second}, d'autre part, règlent par la présente ${matter}.`,
        `Les soussignés ${first} et ${second} s'accordent sur ${matter}.`,
      ],
    ),
  );
  const dated = voice.say(
    voice.either('{city}, {date}[, in two copies]', 'Fait à {city}, le {date}[, en deux exemplaires]'),
  );
  const signing = (name: string): Block[] => [
    {
      kind: 'signature',
      label: voice.label(
        'For the first part|Signed|Read and accepted|Name and date',
        'Lu et approuvé|Signature|Bon pour accord|Nom et date',
      ),
      name,
    },
  ];
  return {
    paper: fullPage(voice),
    ...margins(voice),
    blocks: [
      ...title(
        voice,
        'Contract|Agreement|Service agreement|Tenancy agreement|Contract of sale|Terms of hire|Memorandum of understanding',
        'Contrat|Convention|Contrat de location|Contrat de prestation|Contrat de vente|Protocole d’accord|Bail',
        0.75,
      ),
      ...(random.chance(0.5)
        ? [{ kind: 'columns', left: addressee(voice, first), right: addressee(voice, second) } as const]
        : []),
      paragraph(between),
      { kind: 'gap', size: 6 },
      ...blocks,
      paragraph(dated),
      { kind: 'columns', left: signing(voice.person()), right: signing(second) },
      ...clutter(voice),
    ],
  };
};
