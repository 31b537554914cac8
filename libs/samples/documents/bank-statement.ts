/** What moved on an account within a month. */
import type { Block, Column } from '../sheet/block.js';
import { split } from '../words/split.js';
import {
  addressee,
  clutter,
  fullPage,
  letterhead,
  margins,
  paragraph,
  title,
  type Writer,
} from './writer.js';

const moves = {
  en: split(
    `Card {company} {city} | Direct debit {company} | Salary {company} | Rent {street} | Standing order {last} | Cash machine {city} | Invoice {ref} {company} | Transfer from {first} {last} | Cheque {ref} | Interest | Account fee | Refund {company} | {grocery} {city} | Insurance {stem} | Mobile top-up {phone} | Council tax {city} | Loan {ref} | Gym {city} | Online {site} | Paid in at {city} | Water {stem} | Electricity {stem} | Charity {stem} | {service} {last} | School meals {school} | Parking {city} | {trade} {city} | Pension {stem} | To savings {ref} | Foreign fee | Fuel {city} {ref} | Season ticket {city} | Vet {last} | Dentist {last} | Nursery {stem} | Book club {stem} | Premium {stem} {ref} | Dividend {stem} plc | Rail {city} | Lottery | Bakery {last} | Wages {stem} | Maintenance grant {school} | Repayment {first} {last} | Mortgage {stem} {ref} | Broadband {stem} | Television licence | Taxi {city} | Hotel {city} | Cash withdrawn {street} | Exchange EUR {n} | Deposit box {ref}`,
  ),
  fr: split(
    `CB {company} {city} | Prélèvement {company} | Virement salaire {company} | Loyer {street} | Virement permanent {last} | Retrait DAB {city} | Facture {ref} {company} | Virement de {first} {last} | Chèque {ref} | Intérêts | Frais de tenue | Remboursement {company} | {grocery} {city} | Assurance {stem} | Recharge mobile | Taxe foncière {city} | Échéance prêt {ref} | Salle de sport {city} | Achat {site} | Remise chèque {city} | Eau {stem} | Électricité {stem} | Don {stem} | {service} {last} | Cantine {school} | Stationnement {city} | {trade} {city} | Retraite {stem} | Vers épargne {ref} | Commission change | Carburant {city} {ref} | Abonnement train {city} | Vétérinaire {last} | Dentiste {last} | Crèche {stem} | Club de lecture {stem} | Prime {stem} {ref} | Dividende {stem} | Train {city} | Loterie | Boulangerie {last} | Paie {stem} | Bourse {school} | Avance {first} {last} | Mensualité {stem} {ref} | Internet {stem} | Redevance | Taxi {city} | Hôtel {city} | Retrait {street} | Change GBP {n} | Coffre {ref}`,
  ),
};
const advice = {
  en: split(
    `Please check the entries and tell us within {n} days. | Overdraft rate {percent} EAR. | Deposits are protected up to {amount}. | Lost card: {phone}. | Your adviser: {person}. | Our branch in {city} moves to {street} on {date}. | Credit interest {percent} gross. | Arranged overdraft {amount}. | Going paperless saves {small} a year. | Never share your code with anyone. | Next page follows in {month}. | Rates change on {date}. | Complaints: {department}, {street}, {city}.`,
  ),
  fr: split(
    `Merci de vérifier ces opérations sous {n} jours. | Taux débiteur {percent}. | Dépôts garantis jusqu'à {amount}. | Carte perdue : {phone}. | Votre conseiller : {person}. | L'agence de {city} s'installe {street} le {date}. | Intérêts créditeurs {percent} brut. | Découvert autorisé {amount}. | L'envoi numérique économise {small} par an. | Ne communiquez jamais votre code. | Prochain envoi en {month}. | Nouveaux tarifs le {date}. | Réclamations : {department}, {street}, {city}.`,
  ),
};

export const bankStatement: Writer = (voice) => {
  const { random } = voice;
  const year = random.whole(2017, 2025);
  const month = random.whole(1, 12);
  let balance = voice.amount(-200, 5200);
  const opened = balance;
  const split2 = random.chance(0.5);
  const running = random.chance(0.55);
  const days = Array.from({ length: random.whole(7, 26) }, () => random.whole(1, 28)).sort((a, b) => a - b);
  const rows = days.map((day) => {
    const text = voice.say(random.pick(moves[voice.language]));
    const credit =
      /^(Salary|Transfer from|Interest|Refund|Paid in|Pension|Virement salaire|Virement de|Intérêts|Remboursement|Remise|Retraite)/.test(
        text,
      );
    const value = credit ? voice.amount(20, 2600) : -voice.amount(3, 420);
    balance += value;
    const moved = split2
      ? credit
        ? ['', voice.number(value)]
        : [voice.number(-value), '']
      : [voice.number(value)];
    return [
      `${String(day).padStart(2, '0')}/${String(month).padStart(2, '0')}`,
      text,
      ...moved,
      ...(running ? [voice.number(balance)] : []),
    ];
  });
  const columns: Column[] = [
    { label: voice.label('Date|Day|Posted', 'Date|Jour|Valeur'), weight: 1.3 },
    { label: voice.label('Details|Description|Transaction', 'Libellé|Opération|Nature'), weight: 5 },
    ...(split2
      ? [
          { label: voice.label('Out|Debit|Paid out', 'Débit|Sorties'), weight: 1.7, right: true },
          { label: voice.label('In|Credit|Paid in', 'Crédit|Entrées'), weight: 1.7, right: true },
        ]
      : [{ label: voice.label('Amount|Movement', 'Montant|Mouvement'), weight: 1.8, right: true }]),
    ...(running ? [{ label: voice.label('Balance', 'Solde'), weight: 1.9, right: true }] : []),
  ];
  const facts: Block = {
    kind: 'pairs',
    rows: random
      .shuffle<[string, string]>([
        [voice.label('Account|Account no.|Number', 'Compte|Compte n°|N°'), voice.say('{ref}')],
        ['IBAN', voice.say('{iban}')],
        [
          voice.label('Period|From – to|Month', 'Période|Du – au|Mois'),
          `${voice.date(year, month)} – ${voice.date(year, month)}`,
        ],
        [
          voice.label('Opening|Brought forward|Start', 'Ancien solde|Report|Solde initial'),
          voice.money(opened),
        ],
        [
          voice.label('Closing|Carried forward|End', 'Nouveau solde|À reporter|Solde final'),
          voice.money(balance),
        ],
        [voice.label('Holder|Name', 'Titulaire|Nom'), voice.person()],
      ])
      .slice(0, random.whole(3, 5)),
  };
  return {
    paper: fullPage(voice),
    ...margins(voice),
    blocks: [
      letterhead(voice, voice.word('bank')),
      ...title(
        voice,
        'Bank statement|Statement|Your account|Current account|Account summary|Statement of account',
        'Relevé de compte|Relevé bancaire|Votre compte|Extrait de compte|Compte courant|Situation du compte',
      ),
      ...(random.chance(0.6)
        ? [{ kind: 'columns', left: addressee(voice), right: [facts], share: 0.42 } as const]
        : [facts]),
      { kind: 'table', columns, rows },
      ...voice
        .lines(random.whole(1, 4), advice[voice.language])
        .map<Block>((text) => (random.chance(0.5) ? paragraph(text) : { kind: 'small', text })),
      ...clutter(voice),
    ],
  };
};
