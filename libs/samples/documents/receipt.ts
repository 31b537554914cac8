/** What a till, a ticket machine or a small shop hands over. */
import type { Block } from '../sheet/block.js';
import { printerFamilies, textFamilies } from '../sheet/fonts.js';
import { split } from '../words/split.js';
import { clutter, margins, title, type Writer } from './writer.js';

const lines = {
  en: split(
    `Thank you for shopping with us | Please come again | Goods may be exchanged within {n} days | You were served by {first} | Table {n}, covers {d} | Till {d} Operator {first} | Points earned: {n} | Points balance: {ref} | Open Sundays {time} to {time} | Tell us how we did: {site} | VAT no. {ref} | Auth code {ref} | Contactless | Card ending {n}{n} | PIN verified | Service not included | Tip suggested {percent} | Refunds only with this slip | Tax invoice on request | You saved {small} today | Wifi code {ref} | Room {n}, guest {last} | Pump {d}, litres {n}.{n} | Vehicle {ref} | Paid cash | No refund on sale items | Order number {n} | Takeaway | Collected at {time} | Customer copy | Merchant copy | Please retain for your records | Gift card balance {small} | Bag charge included | Happy {month}! | Served at counter {d} | Deposit bottle {small} | Thank you, {first}! | Two for one until {date} | Bring this back by {date} | Meal deal applied | Staff discount {percent} | Change your mind? {n} days | Parking validated | Weight {d}.{n} kg | Allergens: ask us | Open late in {month} | Repair ticket {ref} | Bay {d}, ticket valid to {time} | Film starts {time}, seat {n} | Adults {d} Children {d} | Locker {n} | Loyalty stamp {d} of 10 | Donate your change to {stem} | Quiet hour {time} | Cashier {first} | Cashier: {n} Till {d} | GST no. {ref} | VAT no. {ref} | Tel {phone} | Thank you, please come again | Goods sold are not returnable | Exchange with receipt within {n} days | Rounding {small} | Total items {n} | Tax included {small} | Tax code S {percent} | Store manager {person} | Member {ref} | Tell us how we did at {site} | Approved, code {ref} | Terminal {ref} | Have a nice day | Clerk {d} | Server {first} | Guests {d} | Survey: {site}, win {small} | Company reg. {ref} | Sold to: cash customer`,
  ),
  fr: split(
    `Merci de votre visite | À bientôt | Échange sous {n} jours | Vous avez été servi par {first} | Table {n}, {d} couverts | Caisse {d} Hôte {first} | Points cumulés : {n} | Solde fidélité : {ref} | Ouvert le dimanche de {time} à {time} | Votre avis : {site} | SIRET {ref} | N° autorisation {ref} | Sans contact | Carte se terminant par {n}{n} | Code vérifié | Service compris | Remboursement sur présentation du ticket | Facture sur demande | Vous économisez {small} | Code wifi {ref} | Chambre {n}, client {last} | Pompe {d}, litres {n},{n} | Véhicule {ref} | Réglé en espèces | Ni repris ni échangé | Commande n° {n} | À emporter | Retrait à {time} | Ticket client | Ticket commerçant | À conserver | Solde carte cadeau {small} | Sac compris | Bon mois de {month} ! | Dont éco-participation {small} | Servi au comptoir {d} | Consigne {small} | Merci {first} ! | Deux pour un jusqu'au {date} | À rapporter avant le {date} | Formule appliquée | Remise personnel {percent} | Vous avez {n} jours pour changer d'avis | Parking validé | Poids {d},{n} kg | Allergènes : nous consulter | Nocturne en {month} | Bon de retouche {ref} | Place {d}, valable jusqu'à {time} | Séance {time}, fauteuil {n} | Adultes {d} Enfants {d} | Casier {n} | Tampon fidélité {d} sur 10 | Arrondi solidaire {stem} | Heure calme {time} | Caissier {first} | Caisse n° {n} | TVA n° {ref} | Tél. {phone} | Merci et à bientôt | Nombre d’articles {n} | Dont TVA {percent} : {small} | Terminal {ref} | Transaction acceptée | Bonne journée | Serveur {first} | Couverts {d} | Enquête : {site} | RCS {city} {ref} | Client comptoir | Aucun remboursement après {n} jours`,
  ),
};

export const receipt: Writer = (voice) => {
  const { random } = voice;
  let total = 0;
  const counted = random.pick([
    (count: number, name: string) => `${count} x ${name}`,
    (count: number, name: string) => `${count} ${name}`,
    (count: number, name: string) => `${name} (${count})`,
    (count: number, name: string) => `${name} *${count}`,
  ]);
  const rows = Array.from({ length: random.whole(2, 11) }, () => {
    const count = random.chance(0.25) ? random.whole(2, 4) : 1;
    const price = voice.amount(0.8, 42) * count;
    total += price;
    const name = random.chance(0.35)
      ? voice.say('{open}[ {open}][ {n}]')
      : voice.word(random.chance(0.82) ? 'grocery' : 'product');
    const shown = random.chance(0.4) ? name.toUpperCase() : name;
    return [count > 1 ? counted(count, shown) : shown, voice.number(price)];
  });
  const cash = Math.ceil(total / 10) * 10;
  const totals: [string, string][] = [
    ...(random.chance(0.4)
      ? [
          [voice.label('Subtotal|Net|Sub total|Net total', 'Sous-total|HT'), voice.money(total * 0.83)] as [
            string,
            string,
          ],
        ]
      : []),
    [
      voice.label(
        'TOTAL|Total|To pay|Amount|Balance due|Grand total|Total sale|TOTAL DUE',
        'TOTAL|Total TTC|À payer|Montant|Net à payer',
      ),
      voice.money(total),
    ],
  ];
  const payment: [string, string][] = random.chance(0.45)
    ? [
        [voice.label('Cash|Tendered|Cash paid|Payment', 'Espèces|Reçu'), voice.money(cash)],
        [voice.label('Change|Change due', 'Rendu|Monnaie'), voice.money(cash - total)],
      ]
    : [
        [
          voice.label('Card|Debit card|Paid by card|Credit card', 'CB|Carte bancaire|Paiement carte'),
          voice.money(total),
        ],
      ];
  const when: Block[] = random
    .shuffle<Block>([
      { kind: 'text', text: `${voice.date()} ${voice.say('{time}')}` },
      {
        kind: 'text',
        text: voice.say(
          voice.label(
            'No. {ref}|Ticket {ref}|Receipt {ref}|Receipt no. {ref}|Trans {ref}|Invoice no. {ref}|Bill no. {ref}|Order {n}',
            'N° {ref}|Ticket {ref}|Reçu {ref}|Trans. {ref}',
          ),
        ),
      },
    ])
    .slice(0, random.whole(1, 2));
  const headed = random.chance(0.35);
  const printer = random.chance(0.72);
  const said = voice
    .lines(random.whole(3, 9), lines[voice.language])
    .map<Block>((text) => ({ kind: 'text', text, align: 'center' }));
  return {
    paper: random.pick(['strip', 'strip', 'slip', 'slip', 'a5', voice.either('letter', 'a4')] as const),
    families: printer ? printerFamilies : textFamilies,
    ...margins(voice),
    blocks: [
      {
        kind: 'letterhead',
        name: voice.company(),
        lines: random.some(
          [...voice.address(), voice.say('{phone}'), voice.say('{site}')],
          random.whole(1, 4),
        ),
      },
      ...title(
        voice,
        'Receipt|RECEIPT|Tax invoice|Sale|Till receipt|Invoice/receipt|Cash sale|Cash receipt|Sales receipt',
        'Reçu|TICKET|Facturette|Vente|Ticket de caisse|Note',
        0.4,
      ),
      ...when,
      ...(random.chance(0.5) ? said.splice(0, 1) : []),
      { kind: 'rule' },
      {
        kind: 'table',
        columns: headed
          ? [
              {
                label: voice.label('Item|Description|Qty Item', 'Article|Désignation|Qté Article'),
                weight: 3,
              },
              { label: voice.label('Amount|Price|Total', 'Montant|Prix|Total'), weight: 1.3, right: true },
            ]
          : [
              { label: '', weight: 3 },
              { label: '', weight: 1.3, right: true },
            ],
        rows,
        totals,
      },
      { kind: 'pairs', rows: payment },
      { kind: 'rule' },
      ...said,
      ...(random.chance(0.3) ? [{ kind: 'bars' } as const] : []),
      ...clutter(voice),
    ],
  };
};
