/** Paragraphs about anything at all, on paperwork of every kind: notices, news, small print, advertising. */
import type { Block, Content } from '../sheet/block.js';
import { split } from '../words/split.js';
import type { Voice } from '../writing/voice.js';

const sentences = {
  en: split(
    `The {open} of {city} has drawn visitors since {year}. | A {open} needs little water and plenty of light. | Our {open} will be closed for repairs until {date}. | Scientists found that {open} and {open} behave alike when heated. | In {year} a {open} crossed the {open} in {n} days. | Ask about our new range of {open} and {open}. | {person} played the {open} with great feeling. | Take one {open}, two {open} and a pinch of {open}. | The river rose {d} feet and the {open} stood under water. | No part of this {open} may be copied without consent. | The team lost to {city} after a late {open}. | Keep away from {open}, heat and direct sunlight. | Opinions expressed here are not those of the {open}. | Early {open} settlers built {open} along the {open}. | The {open} was painted by {person} and hangs in {city}. | Prices of {open} fell by {percent} against last {month}. | Winner of the {open} award {year}. | For {open} and {open}, turn the {open} slowly to the left. | Children under {n} must be with an adult near the {open}. | The {open} committee has proposed a {open} for {city}. | Every {open} is tested for {open} before it leaves us. | Experts in {city} doubt whether the {open} can last. | The new {open} seats {n} and runs on {open}. | Mix the {open} well, then let it stand for {n} minutes. | We are proud to support the {open} of {city}. | Side effects include {open}, {open} and loss of {open}. | Weather permitting, the {open} starts at {time}. | A survey of {n} {open} showed no clear {open}. | Once upon a time a {open} lived beside a {open}. | Figures for {year} are estimates. | The {open} law of {year} does not cover {open}. | Follow us for {open}, {open} and more. | By {month} most of the {open} had gone south. | This {open} is made of {percent} recycled {open}. | The {open} samples were kept in {open} at {n} degrees. | Recycle your {open} at {place}.`,
  ),
  fr: split(
    `Depuis {year}, {city} attire les curieux avec son {open}. | Une plante comme {open} demande peu d'eau et beaucoup de lumière. | Notre {open} est en travaux jusqu'au {date}. | Des chercheurs ont montré que {open} et {open} réagissent de même à la chaleur. | En {year}, un {open} traversa le {open} en {n} jours. | Découvrez notre gamme {open} et {open}. | {person} joue du {open} avec sensibilité. | Prenez un {open}, deux {open} et une pincée de {open}. | La rivière est montée et le {open} fut inondé. | Toute reproduction de ce {open} est interdite. | L'équipe s'incline à {city} sur un {open} tardif. | Tenir loin du {open}, de la chaleur et du soleil. | Les avis exprimés n'engagent pas le {open}. | Les premiers {open} bâtirent des {open} le long du {open}. | Le {open} de {person} est exposé à {city}. | Le cours du {open} recule de {percent} depuis {month}. | Prix {open} de l'année {year}. | Pour {open} et {open}, tourner le {open} vers la gauche. | Enfants de moins de {n} ans accompagnés près du {open}. | La commission {open} propose un {open} pour {city}. | Chaque {open} est contrôlé contre {open} avant départ. | À {city}, on doute que le {open} dure. | Le nouveau {open} compte {n} places et marche au {open}. | Mélanger {open}, puis laisser reposer {n} minutes. | Fiers de soutenir le {open} de {city}. | Effets possibles : {open}, {open}, perte de {open}. | Si le temps le permet, le {open} débute à {time}. | Une enquête auprès de {n} {open} ne révèle aucun {open}. | Il était une fois un {open} au bord d'un {open}. | Les chiffres de {year} sont provisoires. | La loi {open} de {year} ne vise pas le {open}. | Suivez-nous : {open}, {open} et plus. | En {month}, la plupart des {open} étaient partis. | Ce {open} contient {percent} de {open} recyclé. | Les {open} furent conservés dans le {open} à {n} degrés. | Déposez vos {open} au tri.`,
  ),
};

const aside = (voice: Voice, narrow: boolean): Block => {
  const { random } = voice;
  const said = voice.lines(random.whole(1, narrow ? 2 : 5), sentences[voice.language]).join(' ');
  return { kind: random.chance(0.4) ? 'small' : 'text', text: said };
};

/** @returns the page with none to four such paragraphs between its blocks */
export const withAsides = (content: Content, voice: Voice): Content => {
  const { random } = voice;
  const narrow = ['strip', 'slip'].includes(content.paper);
  const blocks = [...content.blocks];
  for (let count = random.chance(0.5) ? random.whole(1, narrow ? 2 : 4) : 0; count > 0; count--)
    blocks.splice(random.whole(1, blocks.length), 0, aside(voice, narrow));
  return { ...content, blocks };
};
