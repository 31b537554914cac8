/** A bill between firms, or from a firm to a customer. */
import type { Block, Column } from '../sheet/block.js';
import { split } from '../words/split.js';
import type { Voice } from '../writing/voice.js';
import {
  addressee,
  clutter,
  fullPage,
  letterhead,
  margins,
  paragraph,
  remark,
  title,
  type Writer,
} from './writer.js';

const notes = {
  en: split(
    `Payable within {n} days of the date above. | Please quote {ref} with your transfer. | Interest of {percent} a year is charged on late settlement. | Goods remain our property until paid in full. | Bank: {bank}, {iban} | Cheques payable to {company}. | Thank you for your business. | VAT registration {ref}. | Work carried out at {place} between {date} and {date}. | Discount of {percent} if settled before {date}. | Your order {ref} of {date}. | Complaints within {d} days of delivery. | This replaces our quotation {ref}. | Reverse charge applies under article {n}. | Transfers to {bank} only; we never change our details by e-mail. | Late fee {small}. | Contact in {department}: {person}, {phone}. | Hours recorded on sheet {ref}. | Prices exclude carriage unless stated. | Deposit of {amount} received with thanks. | Stage payment {d} of {d}, works at {place}. | Purchase approved by {person}, {department}. | Rounding {small}. | Please debit the card held on file. | Retention of {percent} released after inspection. | We supplied {product} in place of {product}. | Credit given for {product} returned {date}. | Remit to {street}, {city}. | Accounts open {time} to {time}. | Part exchange allowed: {amount}. | Fuel surcharge {percent} included. | Hire period {date} to {date}. | Minimum charge one hour. | Mileage {n} miles. | Quotation accepted by {person} {date}. | Exempt from duty under scheme {ref}. | Thank you, {first}, for the prompt settlement last time. | Subscription runs until {date}.`,
  ),
  fr: split(
    `Payable à {n} jours date d'émission. | Merci de rappeler {ref} lors du virement. | Pénalités de retard : {percent} l'an. | Indemnité forfaitaire de recouvrement : {small}. | Réserve de propriété jusqu'au règlement complet. | Banque : {bank}, {iban} | Chèque à l'ordre de {company}. | Merci de votre confiance. | TVA intracommunautaire {ref}. | Travaux exécutés du {date} au {date}, {place}. | Escompte de {percent} pour règlement avant le {date}. | Votre commande {ref} du {date}. | Réclamations sous {d} jours. | Fait suite au devis {ref}. | TVA non applicable, art. {n} du code. | Contact {department} : {person}, {phone}. | Heures relevées sur la fiche {ref}. | Prix hors port sauf mention contraire. | Acompte de {amount} reçu, merci. | Aucun escompte pour paiement anticipé. | Situation de travaux n° {d}, {place}. | Achat validé par {person}, {department}. | Arrondi {small}. | Prélèvement automatique sur le compte connu. | Retenue de garantie {percent}, libérée après réception. | Article remplacé : {product} au lieu de {product}. | Avoir déduit pour retour du {date} : {product}. | Adresser le règlement {street}, {city}. | Reprise de l'ancien matériel : {amount}. | Surcharge carburant {percent} incluse. | Location du {date} au {date}. | Minimum facturé : une heure. | Kilométrage {n} km. | Devis accepté par {person} le {date}. | Exonération, dispositif {ref}. | Merci pour votre règlement rapide. | Abonnement jusqu'au {date}. | Dispensé d'immatriculation.`,
  ),
};

const billLines = (voice: Voice, count: number): { rows: string[][]; total: number; columns: Column[] } => {
  const { random } = voice;
  const codes = random.chance(0.5);
  let total = 0;
  const rows = Array.from({ length: count }, () => {
    const quantity = random.whole(1, 24);
    const price = voice.amount(3, 380);
    total += quantity * price;
    const name = random.chance(0.35)
      ? voice.say('{open} {open}[ {open}][ {n}]')
      : voice.word(random.chance(0.7) ? 'product' : 'service');
    return [
      ...(codes ? [voice.say('{ref}')] : []),
      name,
      String(quantity),
      voice.number(price),
      voice.number(quantity * price),
    ];
  });
  const columns: Column[] = [
    ...(codes ? [{ label: voice.label('Code|Item|Ref.', 'Code|Réf.|Article'), weight: 2 }] : []),
    { label: voice.label('Description|Details|Service', 'Désignation|Libellé|Prestation'), weight: 5 },
    { label: voice.label('Qty|Units|Quantity', 'Qté|Nombre|Quantité'), weight: 1.2, right: true },
    { label: voice.label('Price|Rate|Unit price', 'P.U. HT|Prix|Prix unitaire'), weight: 1.7, right: true },
    { label: voice.label('Amount|Net|Line total', 'Montant|Total HT|Net'), weight: 1.8, right: true },
  ];
  return { rows, total, columns };
};

export const invoice: Writer = (voice) => {
  const { random } = voice;
  const { rows, total, columns } = billLines(voice, random.whole(2, 9));
  const rate = random.pick([5, 10, 20, 21]);
  const tax = (total * rate) / 100;
  const due: Block = {
    kind: 'pairs',
    rows: random
      .shuffle<[string, string]>([
        [
          voice.label(
            'Invoice no.|Invoice number|Invoice #|No.|Bill no.|Reference|Our ref.',
            'Facture n°|N°|Référence|Notre réf.|Pièce n°',
          ),
          voice.say('{ref}'),
        ],
        [voice.label('Date|Invoice date|Issued|Tax point|Billing date', 'Date|Émise le|Le'), voice.date()],
        [
          voice.label('Due|Due date|Pay by|Terms|Payment terms', 'Échéance|À régler avant|Conditions'),
          random.chance(0.6)
            ? voice.date()
            : voice.either(
                random.pick(['30 days net', 'Net 30', 'On receipt', 'Net 15']),
                '30 jours fin de mois',
              ),
        ],
        [voice.label('Customer|Account|Client|Customer ID', 'Client|Compte|Code client'), voice.say('{ref}')],
        [
          voice.label('P.O. number|Your order|Order no.|PO #', 'Votre commande|Commande n°|Bon n°'),
          voice.say('{ref}'),
        ],
        [voice.label('Salesperson|Ship via|Contact', 'Vendeur|Expédition|Suivi par'), voice.person()],
      ])
      .slice(0, random.whole(2, 6)),
  };
  const totals: [string, string][] = [
    [voice.label('Subtotal|Net total|Goods', 'Total HT|Sous-total|Montant HT'), voice.money(total)],
    [`${voice.label('VAT|Tax|Sales tax', 'TVA|T.V.A.|Taxe')} ${rate} %`, voice.money(tax)],
    [
      voice.label(
        'Total due|Amount due|Balance due|Invoice total|Grand total|To pay|Total',
        'Total TTC|Net à payer|À régler|Montant dû|Total',
      ),
      voice.money(total + tax),
    ],
  ];
  const billed = [
    ...(random.chance(0.5)
      ? [
          paragraph(
            voice.label(
              'Bill to|Bill to:|Sold to|Invoice to|Ship to',
              'Facturé à|Facturé à :|Livré à|Client',
            ),
          ),
        ]
      : []),
    ...addressee(voice),
  ];
  const meet: Block[] = random.chance(0.5)
    ? [{ kind: 'columns', left: billed, right: [due], share: random.between(0.4, 0.55) }]
    : [...billed, { kind: 'gap', size: 6 }, due];
  const closing = voice
    .lines(random.whole(2, 6), notes[voice.language])
    .map<Block>((text) => (random.chance(0.5) ? paragraph(text) : { kind: 'small', text }));
  return {
    paper: fullPage(voice),
    ...margins(voice),
    blocks: [
      letterhead(voice),
      ...title(
        voice,
        'Invoice|INVOICE|Tax invoice|Bill|Statement of charges|Sales invoice|Account rendered',
        'Facture|FACTURE|Facture client|Note d’honoraires|Mémoire de travaux|Facture acquittée',
        0.72,
      ),
      ...meet,
      { kind: 'gap', size: 10 },
      ...(random.chance(0.3) ? [paragraph(remark(voice))] : []),
      { kind: 'table', columns, rows, totals: random.chance(0.85) ? totals : totals.slice(2) },
      ...closing,
      ...clutter(voice),
    ],
  };
};
