/** What somebody earned in a month and what was held back. */
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

const earnings = {
  en: split(
    `Basic pay | Overtime {d} h | Night allowance | Bonus {month} | Sick pay | Holiday pay | Car allowance | Commission {percent} | Meal vouchers | Travel refund | Standby {d} days | Shift premium | Arrears {month} | Language allowance | Tools allowance | Weekend rate {d} h | Housing help | Child bonus | Profit share {year} | Clothing money | Call-out {place} | Seniority {percent} | Training day | First-aider award | Back pay {date}`,
  ),
  fr: split(
    `Salaire de base | Heures supplémentaires {d} h | Prime de nuit | Prime {month} | Maintien maladie | Congés payés | Indemnité véhicule | Commission {percent} | Titres-repas | Remboursement transport | Astreinte {d} jours | Prime d'équipe | Rappel {month} | Prime de langue | Prime d'outillage | Majoration dimanche {d} h | Aide au logement | Prime de naissance | Intéressement {year} | Indemnité vêtement | Rappel sur site | Ancienneté {percent} | Journée de formation | Prime secouriste | Régularisation {date}`,
  ),
};
const deductions = {
  en: split(
    `Income tax | National insurance | Pension {percent} | Union fee | Health plan | Student loan | Season ticket loan | Canteen | Court order {ref} | Savings scheme | Life cover {stem} | Advance {date} | Parking {city} | Social club | Unpaid leave {d} h | Disability fund | Dental plan {stem} | Church tax | Overpaid {month} | Bicycle scheme | Uniform | Charity {stem} | Key lost {ref} | Housing {street} | Loan {bank}`,
  ),
  fr: split(
    `Impôt sur le revenu | Assurance maladie | Retraite complémentaire {percent} | Cotisation syndicale | Mutuelle {stem} | CSG déductible | Prévoyance {stem} | Cantine | Saisie {ref} | Épargne entreprise | Chômage | Acompte du {date} | Stationnement | Comité d'entreprise | Absence {d} h | Fonds de solidarité | Optique {stem} | Trop-perçu {month} | Vélo de fonction | Uniforme | Don {stem} | Clé perdue {ref} | Logement {street} | Prêt {bank} | Accident du travail`,
  ),
};
const notes = {
  en: split(
    `Paid to account {iban}. | Leave left: {n} days. | Cumulative since January: {amount}. | Tax code {ref}. | Hours worked: {n}. | Questions to {department}, {phone}. | Your grade changes on {date}. | Please keep this without limit of time. | Employer's share: {amount}. | Cost centre {ref}, {place}. | Welcome back, {first}! | Collective agreement {ref}. | The canteen at {place} closes on {date}. | Next review: {month}. | Bank holiday worked: {d}. | Form {ref} still missing from your file. | Ask {person} about the {hobby} evening. | Shift plan at {place}. | Contract hours unchanged. | Salary band {d}. | Letter of {date} refers.`,
  ),
  fr: split(
    `Versé sur le compte {iban}. | Congés restants : {n} jours. | Cumul depuis janvier : {amount}. | Taux personnalisé {percent}. | Heures travaillées : {n}. | Questions : {department}, {phone}. | Votre échelon change le {date}. | À conserver sans limitation de durée. | Part patronale : {amount}. | Centre de coût {ref}. | Bon retour, {first} ! | Convention collective {ref}. | Fermeture de la cantine le {date}. | Prochain entretien : {month}. | Jours fériés travaillés : {d}. | Formulaire {ref} manquant au dossier. | Soirée {hobby} : voir {person}. | Horaire contractuel inchangé. | Coefficient {n}{d}. | Voir courrier du {date}. | Jours RTT : {d}.`,
  ),
};

export const payslip: Writer = (voice) => {
  const { random } = voice;
  let gross = 0;
  const money = (low: number, high: number) => voice.amount(low, high);
  const earned = voice.lines(random.whole(1, 5), earnings[voice.language]).map((text, i) => {
    const value = i === 0 ? money(1100, 4200) : money(20, 400);
    gross += value;
    return [text, value] as const;
  });
  let held = 0;
  const taken = voice.lines(random.whole(3, 8), deductions[voice.language]).map((text) => {
    const value = gross * random.between(0.004, 0.09);
    held += value;
    return [text, value] as const;
  });
  const both = random.chance(0.5);
  const right = true;
  const columns: Column[] = [
    { label: voice.label('Item|Description|Element', 'Rubrique|Libellé|Élément'), weight: 4 },
    ...(both ? [{ label: voice.label('Base|Rate|Units', 'Base|Taux|Nombre'), weight: 1.5, right }] : []),
    { label: voice.label('Earnings|Payments|Plus', 'Gains|À payer|Plus'), weight: 1.7, right },
    { label: voice.label('Deductions|Less|Minus', 'Retenues|À déduire|Moins'), weight: 1.7, right },
  ];
  const base = () => (both ? [voice.number(voice.amount(1, 170))] : []);
  const rows = [
    ...earned.map(([text, value]) => [text, ...base(), voice.number(value), '']),
    ...taken.map(([text, value]) => [text, ...base(), '', voice.number(value)]),
  ];
  const totals: [string, string][] = [
    ...(random.chance(0.7)
      ? [
          [
            voice.label('Gross|Gross pay|Total earned', 'Brut|Salaire brut|Total brut'),
            voice.money(gross),
          ] as [string, string],
        ]
      : []),
    ...(random.chance(0.6)
      ? [
          [
            voice.label('Deducted|Total deductions|Less', 'Retenues|Total des cotisations|À déduire'),
            voice.money(held),
          ] as [string, string],
        ]
      : []),
    [
      voice.label('Net pay|Paid|Net|Take-home|Amount paid', 'Net à payer|Net|Versé|Net payé'),
      voice.money(gross - held),
    ],
  ];
  const facts: Block = {
    kind: 'pairs',
    rows: random
      .shuffle<[string, string]>([
        [voice.label('Employee|Name|Paid to', 'Salarié|Nom|Matricule et nom'), voice.person()],
        [voice.label('Post|Job|Position', 'Emploi|Poste|Fonction'), voice.word('profession')],
        [voice.label('Staff no.|Payroll no.|No.', 'Matricule|N°'), voice.say('{ref}')],
        [voice.label('Department|Unit', 'Service|Établissement'), voice.word('department')],
        [
          voice.label('Month|Period|Pay date', 'Mois|Période|Payé le'),
          random.chance(0.5) ? voice.say('{month} {year}') : voice.date(),
        ],
        [voice.label('Started|Since', 'Entrée le|Ancienneté'), voice.date(random.whole(1995, 2022))],
      ])
      .slice(0, random.whole(3, 6)),
  };
  return {
    paper: random.chance(0.15) ? 'a5' : fullPage(voice),
    ...margins(voice),
    blocks: [
      ...(random.chance(0.75) ? [letterhead(voice)] : addressee(voice, voice.company())),
      ...title(
        voice,
        'Payslip|Pay advice|Salary statement|Pay statement|Earnings statement|Wages {month}',
        'Bulletin de paie|Fiche de paie|Bulletin de salaire|Paie de {month}|Décompte de salaire',
        0.65,
      ),
      ...(random.chance(0.5)
        ? [{ kind: 'columns', left: [facts], right: addressee(voice), share: 0.55 } as const]
        : [facts]),
      { kind: 'table', columns, rows, totals },
      ...voice
        .lines(random.whole(1, 5), notes[voice.language])
        .map<Block>((text) => (random.chance(0.5) ? paragraph(text) : { kind: 'small', text })),
      ...clutter(voice),
    ],
  };
};
