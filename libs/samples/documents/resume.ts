/** A curriculum vitae: where somebody worked and learned. */
import type { Block } from '../sheet/block.js';
import { split } from '../words/split.js';
import type { Voice } from '../writing/voice.js';
import { clutter, fullPage, margins, paragraph, title, type Writer } from './writer.js';

const duties = {
  en: split(
    `ran a team of {n} in {department} | cut costs at {place} by {percent} | kept stock of {product} and more | looked after customers in {city} | planned and carried out {service} | introduced a new rota for {department} | handled invoices and receipts up to {amount} | trained {d} apprentices | prepared contracts and letters for {person} | moved {n} workplaces to {place} | wrote the handbook for new staff | answered complaints by letter and phone | repaired machines for {company} | organised the {month} trade fair | maintained records and delivery notes | responsible for {skill} | won the {city} prize in {year} | replaced a {profession} during leave | opened the branch in {city} | reduced waiting time by {percent} | supervised night shifts | ran workshops on {skill} | carried out checks to standard {ref} | drew up budgets of {amount} | tutored pupils in {skill} | covered reception and payroll forms | founded a {hobby} club for colleagues | kept the books of {company} | drove deliveries around {city} | translated brochures for {trade} | temporary cover at {place} | drafted letters to tenants | answered {n} calls a day | checked safety of {product} | acted as shop steward | sold {product} at weekends | inspected {n} sites a month | set up a new filing system | reported to {person} | volunteered in {city} during {month} | restored {product} to working order | cooked for {n} guests daily | scheduled {service} across sites | audited {department} for standard {ref} | passed on knowledge of {skill} | reorganised {place} after the move | wrote reports on {open} and {open} | led the {open} project from start to finish | taught {open} to {n} students | developed {open} for {open} systems | member of the {open} committee | published on {open} | managed {open} accounts in {city}`,
  ),
  fr: split(
    `encadrement d'une équipe de {n} personnes, {department} | baisse des coûts de {percent} | gestion des stocks : {product} | suivi de la clientèle à {city} | organisation et réalisation : {service} | nouveau planning pour le service {department} | traitement des factures jusqu'à {amount} | formation de {d} apprentis | préparation des contrats et courriers de {person} | transfert de {n} postes vers {place} | rédaction du livret d'accueil | réponse aux réclamations | dépannage de machines chez {company} | organisation du salon de {month} | tenue des registres et bons de livraison | responsable : {skill} | prix de {city} en {year} | remplacement au poste de {profession} | ouverture de l'agence de {city} | réduction des délais de {percent} | encadrement de nuit | ateliers : {skill} | contrôles selon la norme {ref} | budgets de {amount} | soutien scolaire, {skill} | accueil et bulletins de paie | création d'un club : {hobby} | comptes de la société {company} | tournées de livraison autour de {city} | traduction de brochures, {trade} | remplacement temporaire, {place} | courriers aux locataires | {n} appels par jour | vérification de sécurité : {product} | délégué du personnel | vente le week-end : {product} | visite de {n} chantiers par mois | nouveau plan de classement | rattachement à {person} | bénévolat à {city} en {month} | remise en état : {product} | cuisine pour {n} convives | planification : {service} | audit du service {department}, norme {ref} | transmission : {skill} | réaménagement après le déménagement | rapports sur {open} et {open} | conduite du projet {open} | enseignement : {open}, {n} élèves | développement {open} | membre du comité {open} | publications sur {open} | suivi du portefeuille {open} à {city}`,
  ),
};
const profiles = {
  en: split(
    `Reliable {profession} with {n} years in {department}. | I like clear plans, calm teams and {hobby}. | Looking for a post as {profession} near {city}. | Equally at home in {department} and {department}. | Known for patience and for {skill}. | Career changer, formerly {profession}. | Available from {date}, also part-time.`,
  ),
  fr: split(
    `Expérience de {n} ans comme {profession}. | J'aime les équipes calmes et {hobby}. | Recherche un poste de {profession} près de {city}. | À l'aise en {department} comme en {department}. | Rigueur, patience et {skill}. | En reconversion, auparavant {profession}. | Disponible dès le {date}, temps partiel possible.`,
  ),
};

const jobs = (voice: Voice): Block[] => {
  const { random } = voice;
  let end = random.whole(2019, 2025);
  const blocks: Block[] = [];
  for (let count = random.whole(2, 4); count > 0; count--) {
    const start = end - random.whole(1, 6);
    const post = voice.word('profession');
    const role = post.charAt(0).toUpperCase() + post.slice(1);
    const years = `${start} – ${random.chance(0.2) ? voice.either('present', "aujourd'hui") : end}`;
    blocks.push({
      kind: 'text',
      bold: true,
      text: random.chance(0.5) ? `${years}  ${role}` : `${role} (${years})`,
    });
    blocks.push(paragraph(`${voice.company()}, ${voice.word('city')}`));
    const items = voice.lines(random.whole(1, 4), duties[voice.language]);
    blocks.push(random.chance(0.7) ? { kind: 'list', items } : paragraph(`${items.join('; ')}.`));
    end = start;
  }
  return blocks;
};

export const resume: Writer = (voice) => {
  const { random } = voice;
  const heading = (en: string, fr: string): Block => ({ kind: 'heading', text: voice.label(en, fr) });
  const main: Block[][] = [
    [
      heading(
        'Experience|Employment|Work history|Career',
        'Expérience|Parcours|Expériences professionnelles|Emplois',
      ),
      ...jobs(voice),
    ],
    [
      heading('Education|Training|Qualifications|Studies', 'Formation|Diplômes|Études|Scolarité'),
      ...Array.from({ length: random.whole(1, 3) }, () => paragraph(voice.say('{year}  {degree}, {school}'))),
    ],
  ];
  const side: Block[][] = [
    [
      heading('Skills|Strengths|What I bring', 'Compétences|Atouts|Savoir-faire'),
      {
        kind: 'list',
        items: voice.lines(
          random.whole(3, 7),
          voice.either(['{skill}'], ['{skill}']).concat(Array(6).fill('{skill}')),
        ),
      },
    ],
    ...(random.chance(0.7)
      ? [
          [
            heading('Interests|Outside work|Hobbies', "Loisirs|Centres d'intérêt|Divers"),
            paragraph(voice.say('{hobby}, {hobby}[, {hobby}]')),
          ],
        ]
      : []),
    ...(random.chance(0.4)
      ? [[heading('Referees|References', 'Références'), paragraph(voice.say('{person}, {company}, {phone}'))]]
      : []),
  ];
  const contact = [
    ...voice.address(),
    voice.say('{phone}'),
    voice.say('{email}'),
    ...(random.chance(0.4)
      ? [voice.either('Born ', 'Né(e) le ') + voice.date(random.whole(1962, 2001))]
      : []),
  ];
  const name: Block[] = [
    { kind: 'title', text: voice.person() },
    ...(random.chance(0.5) ? [{ kind: 'text', text: voice.word('profession'), bold: true } as const] : []),
  ];
  const about = random.chance(0.7)
    ? [paragraph(voice.lines(random.whole(1, 3), profiles[voice.language]).join(' '))]
    : [];
  const photo: Block[] = random.chance(0.4) ? [{ kind: 'photo' }] : [];
  const heads = title(
    voice,
    'Curriculum vitae|Résumé|CV|Profile',
    'Curriculum vitae|CV|Dossier de candidature',
    0.35,
  );
  const contacts = contact.map(paragraph);
  const sidebar = random.chance(0.45);
  return {
    paper: fullPage(voice),
    ...margins(voice),
    blocks: sidebar
      ? [
          ...heads,
          ...name,
          ...about,
          {
            kind: 'columns',
            share: 0.34,
            left: [...photo, ...contacts, ...random.shuffle(side).flat()],
            right: random.shuffle(main).flat(),
          },
          ...clutter(voice),
        ]
      : [
          ...heads,
          { kind: 'columns', share: 0.7, left: [...name, ...contacts], right: photo },
          ...about,
          ...random.shuffle([...main, ...side]).flat(),
          ...clutter(voice),
        ],
  };
};
