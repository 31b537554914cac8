/** What every kind of paperwork is written with: who and what turns up on any of them. */
import type { Block, Content, Paper } from '../sheet/block.js';
import { split } from '../words/split.js';
import type { Voice } from '../writing/voice.js';

export type Writer = (voice: Voice) => Content;

/** Said on paperwork of every kind, so that naming a kind of document proves nothing. */
const remarks = {
  en: split(
    `Please keep {thing} together with this page. | Enclosed: {thing}. | Ref. {ref}: see also {thing}. | Received by {person} on {date}. | If anything is unclear call {phone}. | Copy for {department}. | Our office at {place} is closed on {month} {d}. | Bring {thing} when you come. | Not valid without {thing}. | Filed under {ref}, {department}. | This page replaces {thing} of {date}. | Registered in {city}, no. {ref}. | Questions: {email} | For your records. Page printed {date}. | Checked against {thing}, no differences. | Original kept by {person}, {department}. | Terms apply; see {site}. | Thank you for your trust since {year}. | Do not staple {thing} to this sheet. | Any change of address: please tell {department}. | Total pages: {d}. | Signed copy returned {date}. | Account {ref} settled {date}. | Customer no. {ref} | Member no. {ref} since {year} | Scanned at {place}, {time}. | Both sides shall keep {thing}. | Dear {first}, please pass {thing} to {department}. | See our invoice {ref} for {amount}. | Receipt {ref} attached. | Agreed with {person}: {amount} in {month}. | Pay for {n} hours is shown on {thing}. | Height and weight as stated in {thing}. | {n} kg, {d} boxes, see {thing}. | The price of {product} was {small}. | Posted {date}. | Skills wanted: {skill}. | Identity checked by {person}. | Contract {ref} ends {date}. | Signature of {person} on file.`,
  ),
  fr: split(
    `Merci de conserver {thing} avec cette page. | Pièce jointe : {thing}. | Réf. {ref} : voir aussi {thing}. | Reçu par {person} le {date}. | Pour toute question : {phone}. | Copie pour le service {department}. | Nos bureaux sont fermés le {d} {month}. | Apportez {thing} lors de votre venue. | Non valable sans {thing}. | Classé sous {ref}, {department}. | Cette page remplace {thing} du {date}. | Immatriculée à {city}, n° {ref}. | Contact : {email} | Pour vos dossiers. Imprimé le {date}. | Vérifié avec {thing}, sans écart. | Original conservé par {person}, {department}. | Conditions sur {site}. | Merci de votre confiance depuis {year}. | Ne pas agrafer {thing}. | Changement d'adresse : prévenir le service {department}. | Nombre total de pages : {d}. | Exemplaire signé rendu le {date}. | Compte {ref} soldé le {date}. | Client n° {ref} | Adhérent n° {ref} depuis {year} | Numérisé à {time}, {city}. | Nous vous prions de garder {thing}. | Chère {first}, merci de transmettre {thing}. | Voir notre facture {ref} de {amount}. | Reçu {ref} joint. | Convenu avec {person} : {amount} en {month}. | Prime de {n} heures, voir {thing}. | Taille et sexe : voir {thing}. | {n} kg, {d} cartons, voir {thing}. | TVA {percent} sur l'article {product}. | Chèque du {date}. | Gestion : {skill}. | Identité vérifiée par {person}. | Contrat {ref} jusqu'au {date}. | Signature de {person} au dossier.`,
  ),
};

const scribbles = {
  en: split(
    `ok {first} | paid {date} | call back! | copy to {first} | checked | see {last} | urgent | filed {date} | ask {department} | 2nd copy | twice?? | scan & return | {phone}`,
  ),
  fr: split(
    `ok {first} | payé {date} | à rappeler ! | copie à {first} | vu | voir {last} | urgent | classé {date} | demander {department} | 2e exemplaire | en double ?? | à renvoyer | {phone}`,
  ),
};

const stamps = {
  en: split(
    `RECEIVED~{date} | COPY | PAID~{date} | FILED~{department} | APPROVED~{last} | CHECKED | URGENT | ORIGINAL SEEN | {specimen} | ENTERED~{ref} | POSTED~{date}`,
  ),
  fr: split(
    `REÇU LE~{date} | COPIE | PAYÉ LE~{date} | CLASSÉ~{department} | BON POUR ACCORD~{last} | VÉRIFIÉ | URGENT | ORIGINAL VU | {specimen} | SAISI~{ref} | COURRIER ARRIVÉ~{date}`,
  ),
};

export const remark = (voice: Voice): string => voice.say(voice.random.pick(remarks[voice.language]));

/** What offices add to any page: a remark, a stamp, a scribble, or nothing. */
export const clutter = (voice: Voice): Block[] => {
  const { random } = voice;
  const blocks: Block[] = [];
  if (random.chance(0.55)) blocks.push({ kind: 'small', text: remark(voice) });
  if (random.chance(0.3)) blocks.push({ kind: 'small', text: remark(voice) });
  if (random.chance(0.22)) {
    blocks.push({ kind: 'stamp', lines: voice.say(random.pick(stamps[voice.language])).split('~') });
  }
  if (random.chance(0.2))
    blocks.push({ kind: 'handwriting', text: voice.say(random.pick(scribbles[voice.language])) });
  if (random.chance(0.14)) blocks.push({ kind: 'bars' });
  return blocks;
};

/** Foot line and watermark: on some pages of every kind. */
export const margins = (voice: Voice): Pick<Content, 'foot' | 'watermark'> => ({
  ...(voice.random.chance(0.5)
    ? {
        foot: voice.say(
          voice.either(
            '{company} · {street}, {city} · {phone} · {site}',
            '{company} · {street}, {city} · {phone} · {site}',
          ),
        ),
      }
    : {}),
  ...(voice.random.chance(0.08) ? { watermark: voice.word('specimen') } : {}),
});

export const fullPage = (voice: Voice): Paper =>
  voice.language === 'fr' || voice.random.chance(0.6) ? 'a4' : 'letter';

export const letterhead = (voice: Voice, name = voice.company()): Block => ({
  kind: 'letterhead',
  name,
  lines: voice.random.some(
    [voice.address().join(', '), voice.say('{phone}'), voice.say('{email}'), voice.say('{site}')],
    voice.random.whole(1, 3),
  ),
});

export const addressee = (voice: Voice, name = voice.person()): Block[] =>
  [name, ...(voice.random.chance(0.3) ? [voice.company()] : []), ...voice.address()].map((text) => ({
    kind: 'text',
    text,
  }));

/** A title of several usual ones; a good part of real paperwork has none. */
export const title = (voice: Voice, en: string, fr: string, often = 0.6): Block[] =>
  voice.random.chance(often) ? [{ kind: 'title', text: voice.say(voice.label(en, fr)) }] : [];

export const paragraph = (text: string): Block => ({ kind: 'text', text });
