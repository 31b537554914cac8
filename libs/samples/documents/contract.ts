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
    `It begins on {date} and runs for {n} months. | Either side may end it with {d} weeks' notice in writing. | The price is {amount}, payable on receipt of {thing}. | {person} shall keep {product} in good repair. | A deposit of {amount} shall be held by {bank} until {date}. | Neither side shall pass on what it learns about the other's business. | Changes are valid only where both have signed them. | The courts of {city} shall decide any dispute. | Hours of work are {n} a week, as agreed with {department}. | The hirer shall return {product} clean and complete to {place}. | Damage shall be reported to {company} within {d} days. | Holiday amounts to {n} days a year. | Pets are allowed only with consent in writing. | Rent is due on the {d}th of each month to account {iban}. | The supplier shall insure the goods until they reach {place}. | Where payment is late, {percent} a year shall be added. | If one clause fails, the others stand. | The seller knows of no hidden faults, save those in {thing}. | The provider may use {company} as subcontractor. | Keys number {d} and remain the owner's property. | Both have read {thing}, which forms part of this text. | No oral side agreements were made. | Rights in drawings and drafts pass on full payment. | The annual increase shall not exceed {percent}. | Trial period: {d} months. | For accidents at {place} the user is liable. | Notices go to the addresses above. | Force majeure frees both sides while it lasts. | Data shall be kept no longer than {n} months after the end. | The borrower repays {amount} each {month}. | An inventory is annexed, dated {date}.`,
  ),
  fr: split(
    `Il prend effet le {date} pour {n} mois. | Chacun peut y mettre fin par écrit moyennant {d} semaines de préavis. | Le prix est de {amount}, payable à réception : {thing}. | {person} maintient en bon état : {product}. | Un dépôt de {amount} est conservé par {bank} jusqu'au {date}. | Chacun garde confidentiel ce qu'il apprend de l'autre. | Toute modification exige la signature des deux parties. | Les tribunaux de {city} sont seuls compétents. | La durée du travail est de {n} heures par semaine, service {department}. | Le preneur restitue propre et complet le matériel : {product}. | Tout dommage est signalé à {company} sous {d} jours. | Les congés sont de {n} jours par an. | Les animaux ne sont admis qu'avec accord écrit. | Le loyer est versé le {d} de chaque mois sur le compte {iban}. | Le fournisseur assure les marchandises jusqu'à leur remise. | En cas de retard, une majoration de {percent} l'an s'applique. | La nullité d'un article n'affecte pas les autres. | Le vendeur ne connaît aucun vice caché, hormis ceux que mentionne {thing}. | Le prestataire peut sous-traiter à {company}. | Les clés, au nombre de {d}, restent la propriété du bailleur. | Les deux ont lu {thing}, qui fait partie du présent texte. | Aucun accord verbal n'a été conclu. | Les droits sur les plans sont cédés après règlement complet. | La hausse annuelle ne dépasse pas {percent}. | Période d'essai : {d} mois. | L'utilisateur répond des accidents survenus sur place. | Les notifications sont envoyées aux adresses ci-dessus. | La force majeure suspend les obligations. | Les données sont effacées {n} mois après la fin. | L'emprunteur rembourse {amount} chaque {month}. | Un état des lieux daté du {date} est annexé.`,
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
        `Between ${first} and ${second}, concerning ${matter}, the following is agreed:`,
        `${first} (the first party) and ${second} (the second party) hereby settle ${matter}.`,
        `This paper records what ${first} and ${second} have agreed about ${matter}.`,
      ],
      [
        `Entre ${first} et ${second}, il est convenu ce qui suit au sujet de ${matter} :`,
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
        'For the first part|Signed|Agreed|Name and date',
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
      { kind: 'columns', left: signing(first), right: signing(second) },
      ...clutter(voice),
    ],
  };
};
