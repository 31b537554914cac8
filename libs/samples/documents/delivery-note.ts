/** What came with a load: goods without prices, a driver, a signature. */
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

const notes = {
  en: split(
    `Goods received in good order. | {d} pallets, {n} cartons. | Driver {person}, vehicle {ref}. | Left with {person} at {place}. | Weight {n} kg gross. | Shortages to be reported within {d} days. | Invoice follows separately. | Your order {ref} of {date}. | Tail lift needed. | Unload at {place} only. | Remainder on back order until {date}. | Exchange pallets returned: {d}. | Keep dry and upright. | Carrier {company}. | Signed unchecked. | Opening hours {time} to {time}. | One carton damaged. | Ring {phone} before arrival. | Batch {ref}, best before {date}. | Please check before signing. | Dispatched from {city} on {date}. | Temperature on arrival {d} °C. | Seal {ref} intact. | Return empties with next load. | Gate {d}, slot {time}. | Customer collects. | Second attempt {date}. | Fragile: {product}. | Lot checked by {person}. | No one in, left with number {n}. | Lift out of order, carried to floor {d}. | Two parcels of three. | Contents checked against {thing}. | Forklift required at {place}. | Samples only, no charge. | Swap for faulty {product}. | Sender {company}, {city}. | Crate {ref} to be returned. | Hazard class {d}. | Volume {d} m3. | Signed for by {profession} {last}. | Load secured, {first} {last}. | Next drop {city} {time}.`,
  ),
  fr: split(
    `Marchandise reçue en bon état. | {d} palettes, {n} cartons. | Chauffeur {person}, véhicule {ref}. | Remis à {person}. | Poids brut {n} kg. | Manquants à signaler sous {d} jours. | La facture suivra. | Votre commande {ref} du {date}. | Hayon nécessaire. | Décharger : {place}. | Reliquat livré avant le {date}. | Palettes rendues : {d}. | Craint l'humidité. | Transporteur {company}. | Sous réserve de déballage. | Ouvert de {time} à {time}. | Un carton abîmé. | Appeler le {phone} avant l'arrivée. | Lot {ref}, à utiliser avant le {date}. | Contrôler avant de signer. | Parti de {city} le {date}. | Température à l'arrivée {d} °C. | Scellé {ref} intact. | Rendre les vides à la prochaine tournée. | Porte {d}, créneau {time}. | Enlèvement par le client. | Deuxième passage le {date}. | Fragile : {product}. | Lot contrôlé par {person}. | Absent, déposé au numéro {n}. | Ascenseur en panne, porté au {d}e étage. | Deux colis sur trois. | Contenu vérifié avec {thing}. | Chariot élévateur requis. | Échantillons gratuits. | Échange de matériel défectueux : {product}. | Expéditeur {company}, {city}. | Caisse {ref} à rendre. | Classe de danger {d}. | Volume {d} m3. | Signé par {last}, {profession}. | Chargement arrimé, {first} {last}. | Prochain arrêt {city} {time}.`,
  ),
};

export const deliveryNote: Writer = (voice) => {
  const { random } = voice;
  const coded = random.chance(0.65);
  const located = random.chance(0.4);
  const ordered = random.chance(0.6);
  const rows = Array.from({ length: random.whole(2, 12) }, () => {
    const count = random.whole(1, 60);
    return [
      ...(coded ? [voice.say('{ref}')] : []),
      voice.word('product'),
      ...(ordered ? [String(count)] : []),
      String(random.chance(0.85) ? count : Math.max(0, count - random.whole(1, 5))),
      ...(located
        ? [random.pick(voice.either(['pcs', 'box', 'm', 'kg', 'pallet'], ['pce', 'bte', 'm', 'kg', 'pal.']))]
        : []),
    ];
  });
  const right = true;
  const columns: Column[] = [
    ...(coded ? [{ label: voice.label('Code|Part|SKU', 'Code|Réf.|Article'), weight: 2 }] : []),
    { label: voice.label('Description|Goods|Item', 'Désignation|Marchandise|Produit'), weight: 5 },
    ...(ordered ? [{ label: voice.label('Ordered|Order', 'Commandé|Cdé'), weight: 1.4, right }] : []),
    { label: voice.label('Delivered|Qty|Shipped|Units', 'Livré|Qté|Expédié|Nombre'), weight: 1.4, right },
    ...(located ? [{ label: voice.label('Unit|UoM', 'Unité|U.'), weight: 1 }] : []),
  ];
  const facts: Block = {
    kind: 'pairs',
    rows: random
      .shuffle<[string, string]>([
        [
          voice.label('Note no.|No.|Shipment|Reference', 'Bon n°|N°|Expédition|Référence'),
          voice.say('{ref}'),
        ],
        [voice.label('Date|Shipped|Delivery date', 'Date|Expédié le|Livré le'), voice.date()],
        [voice.label('Order|Your order|PO', 'Commande|Votre cde|Cde n°'), voice.say('{ref}')],
        [
          voice.label('Carrier|Haulier|Route', 'Transporteur|Tournée|Transport'),
          random.chance(0.5) ? voice.company() : voice.say('{ref}'),
        ],
        [voice.label('Customer|Account', 'Client|Code client'), voice.say('{ref}')],
      ])
      .slice(0, random.whole(2, 5)),
  };
  const told = voice
    .lines(random.whole(3, 7), notes[voice.language])
    .map<Block>((text) => (random.chance(0.55) ? paragraph(text) : { kind: 'small', text }));
  return {
    paper: random.chance(0.2) ? 'a5' : fullPage(voice),
    ...margins(voice),
    blocks: [
      letterhead(voice),
      ...title(
        voice,
        'Delivery note|Packing slip|Despatch note|Goods received note|Consignment {ref}|Packing list',
        'Bon de livraison|Bordereau d’expédition|Bon de réception|Lettre de voiture {ref}|Liste de colisage',
        0.65,
      ),
      ...(random.chance(0.55)
        ? [{ kind: 'columns', left: addressee(voice, voice.company()), right: [facts] } as const]
        : [...addressee(voice, voice.company()), facts]),
      ...(random.chance(0.4) ? told.splice(0, 1) : []),
      { kind: 'table', columns, rows },
      ...told,
      ...(random.chance(0.7)
        ? [
            {
              kind: 'signature',
              label: voice.label(
                'Received by|Signature|Driver|Name in capitals',
                'Reçu par|Signature|Chauffeur|Cachet et signature',
              ),
              name: voice.person(),
            } as const,
          ]
        : []),
      ...clutter(voice),
    ],
  };
};
