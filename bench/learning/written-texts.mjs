/** Texts of made-up words, as frequent as in real text (Zipf), a tenth of them their class's own. */
import { seededRandom } from '#core/learning/seeded-random.js';

const SYLLABLES = 'ba be bi do du fa ga ki la lo ma mi na no pa ra ri sa ta ti vo'.split(' ');
/** Words that every class has, and those that each has besides. */
const SHARED = 60_000;
const OWN = 50;

function wordOf(number) {
  let text = '';
  for (let rest = number + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    text += SYLLABLES[rest % SYLLABLES.length];
  }
  return text;
}

/** @returns the classes in turn, the same for the same numbers */
export function writtenTexts(count, classes, words) {
  const random = seededRandom(1);
  const zipf = () => Math.floor(Math.exp(random() * Math.log(SHARED))) - 1;
  return Array.from({ length: count }, (_, number) => {
    const label = number % classes;
    const text = Array.from({ length: words }, () =>
      wordOf(random() < 0.1 ? SHARED + label * OWN + Math.floor(random() * OWN) : zipf()),
    ).join(' ');
    return { label: `class-${String(label).padStart(3, '0')}`, text };
  });
}
