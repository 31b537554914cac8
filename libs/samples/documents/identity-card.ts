/** Identity cards of states that do not exist, marked as specimens: the card alone or copied onto paper. */
import type { Block } from '../sheet/block.js';
import { split } from '../words/split.js';
import type { Voice } from '../writing/voice.js';
import { addressee, clutter, margins, paragraph, remark, type Writer } from './writer.js';

const copies = {
  en: split(
    `Copy made at {place} on {date}. | Proof of identity for the file of {person}. | Both sides, original seen by {person}. | For the tenancy at {street} only. | Attached to {thing}. | Checked by {department}, {date}. | Do not use for any other purpose. | Please return {thing} after inspection. | Kept until {date}, then destroyed. | Delivered by hand, {time}. | Certified true copy, {person}, {profession}. | Left with reception for {person}. | Needed for the contract of {date}. | Opening of account {ref}. | Visitor badge {n} issued. | Parcel {ref} handed over. | Voter roll {city}. | Age checked at {time}. | Keep apart from {thing}. | Library membership {ref}. | Hotel register, room {n}. | Notary {last}, file {ref}. | Loan of {product} until {date}. | Seen again {date}, unchanged.`,
  ),
  fr: split(
    `Copie faite le {date}, {place}. | Justificatif pour le dossier de {person}. | Recto verso, original vu par {person}. | Uniquement pour le logement {street}. | Joint avec {thing}. | Vérifié par le service {department}, {date}. | Ne pas utiliser à d'autres fins. | Merci de renvoyer {thing} après contrôle. | À détruire après le {date}. | Remis en main propre à {time}. | Copie conforme, {person}, {profession}. | Déposé à l'accueil pour {person}. | Nécessaire au contrat du {date}. | Ouverture du compte {ref}. | Badge visiteur {n} remis. | Colis {ref} remis. | Liste électorale {city}. | Âge contrôlé à {time}. | À classer à part : {thing}. | Inscription à la bibliothèque {ref}. | Registre d'hôtel, chambre {n}. | Notaire {last}, dossier {ref}. | Prêt de matériel jusqu'au {date} : {product}. | Revu le {date}, inchangé.`,
  ),
};

const side = (voice: Voice): Block[] => {
  const { random } = voice;
  const rows = random.shuffle<[string, string]>([
    [
      voice.label('Surname|Family name|Name', 'Nom|Nom de famille|Nom d’usage'),
      voice.word('last').toUpperCase(),
    ],
    [voice.label('Given names|First name|Forenames', 'Prénoms|Prénom(s)'), voice.say('{first} {first}')],
    [
      voice.label('Date of birth|Born|Birth date', 'Né(e) le|Date de naissance'),
      voice.date(random.whole(1941, 2005)),
    ],
    [voice.label('Nationality|Citizen', 'Nationalité'), voice.word('nationality')],
    [voice.label('Sex|Gender|M/F', 'Sexe|Genre|M/F'), random.pick(['F', 'M', 'X'])],
    [voice.label('Height|Stature', 'Taille|Stature'), `1${voice.either('.', ',')}${random.whole(52, 98)} m`],
    [voice.label('Place of birth|Birthplace', 'Lieu de naissance|À'), voice.word('city')],
    [voice.label('Card no.|Document no.|No.', 'N°|N° du document|Carte n°'), voice.say('{ref}')],
    [
      voice.label('Expires|Valid until|Date of expiry', 'Expire le|Valable jusqu’au|Validité'),
      voice.date(random.whole(2024, 2034)),
    ],
    [voice.label('Authority|Issued by', 'Autorité|Délivrée par'), voice.word('city')],
  ]);
  return rows
    .slice(0, random.whole(5, 9))
    .map(([label, value]) => ({ kind: 'text', text: `${label}${random.pick([':', '  ', ' /'])} ${value}` }));
};

/** Three lines as machines read them, with a country code nobody has (ICAO keeps XX for none). */
const machineZone = (voice: Voice): Block[] => {
  const last = voice
    .word('last')
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toUpperCase();
  const first = voice
    .word('first')
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toUpperCase();
  return [
    `IXX${last}<<${first}`.padEnd(30, '<').slice(0, 30),
    `${voice.random.digits(9)}XXX${voice.random.digits(7)}`.padEnd(30, '<'),
  ].map((text) => ({ kind: 'small', text }));
};

const card = (voice: Voice): Block[] => {
  const { random } = voice;
  const heads = random.some(
    [
      voice.word('state'),
      voice.say(
        voice.label(
          'IDENTITY CARD|National identity card|Citizen card|ID|Resident permit|Personal document',
          "CARTE D'IDENTITÉ|Carte nationale d'identité|Carte de citoyen|Titre de séjour|Document personnel",
        ),
      ),
      voice.word('specimen'),
    ],
    random.whole(2, 3),
  );
  const marked = heads.some((head) =>
    /SPECIMEN|SAMPLE|VALID|VALUE|TRAINING|SPÉCIMEN|EXEMPLE|VALEUR|VALABLE|MODÈLE/.test(head),
  );
  const data = side(voice);
  return [
    { kind: 'text', text: heads.join(random.pick(['   ', ' · ', ' – '])), bold: true },
    random.chance(0.8)
      ? { kind: 'columns', share: 0.28, left: [{ kind: 'photo' }], right: data }
      : { kind: 'columns', share: 0.7, left: data, right: [{ kind: 'photo' }] },
    ...(marked ? [] : [{ kind: 'stamp', lines: [voice.word('specimen')] } as const]),
    ...(random.chance(0.6) ? machineZone(voice) : []),
  ];
};

export const identityCard: Writer = (voice) => {
  const { random } = voice;
  if (random.chance(0.3)) {
    return {
      paper: 'slip',
      ...margins(voice),
      blocks: [
        { kind: 'panel', blocks: card(voice) },
        ...(random.chance(0.5) ? [paragraph(remark(voice))] : []),
      ],
    };
  }
  const said = voice.lines(random.whole(1, 6), copies[voice.language]).map(paragraph);
  const shown: Block = {
    kind: 'columns',
    share: random.between(0.6, 0.75),
    left: [{ kind: 'panel', blocks: card(voice) }],
    right: [],
  };
  const whom = random.chance(0.4) ? addressee(voice) : [];
  return {
    paper: random.pick(['a5', voice.either('letter', 'a4'), 'a4'] as const),
    ...margins(voice),
    blocks: [
      ...(random.chance(0.5) ? whom : []),
      { kind: 'gap', size: random.between(5, 90) },
      ...random.shuffle([[shown], said]).flat(),
      ...clutter(voice),
    ],
  };
};
