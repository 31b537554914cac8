/** How one document looks: drawn once per document, so that two of a class seldom look alike. */
import type { SeededRandom } from '../writing/seeded-random.js';
import { signatureFamilies, textFamilies } from './fonts.js';

export interface Theme {
  readonly body: string;
  readonly head: string;
  readonly signature: string;
  readonly size: number;
  readonly leading: number;
  readonly margin: number;
  readonly accent: string;
  readonly ink: string;
  readonly table: 'grid' | 'zebra' | 'rules' | 'plain' | 'banded';
  readonly pairs: 'colon' | 'aligned' | 'dotted' | 'boxed';
  readonly heading: 'plain' | 'caps' | 'underlined' | 'band' | 'bar';
  readonly title: 'left' | 'center' | 'right' | 'band';
  readonly letterhead: 'left' | 'center' | 'right' | 'band';
  readonly field: 'line' | 'box' | 'comb';
  readonly justify: boolean;
}

const accents = ['#1f3a5f', '#7a1f2b', '#1d5c3f', '#3b3b3b', '#5a3d7a', '#8a5a12', '#0f5b6e', '#000000'];

export const pickTheme = (random: SeededRandom, families: readonly string[] = textFamilies): Theme => {
  const body = random.pick(families);
  const dense = body === 'courier-prime' || body === 'libre-baskerville' || body === 'work-sans';
  return {
    body,
    head: random.chance(0.6) ? body : random.pick(families),
    signature: random.pick(signatureFamilies),
    size:
      random.between(8.2, 12.6) *
      (dense ? 0.9 : 1) *
      (body === 'vt323' || body === 'barlow-condensed' ? 1.22 : 1),
    leading: random.between(0.5, 7),
    margin: random.between(30, 84),
    accent: random.pick(accents),
    ink: random.pick(['#000000', '#111111', '#1c1c1c', '#222a33']),
    table: random.pick(['grid', 'zebra', 'rules', 'plain', 'banded']),
    pairs: random.pick(['colon', 'aligned', 'dotted', 'boxed']),
    heading: random.pick(['plain', 'caps', 'underlined', 'band', 'bar']),
    title: random.pick(['left', 'center', 'right', 'band', 'left']),
    letterhead: random.pick(['left', 'center', 'right', 'band']),
    field: random.pick(['line', 'box', 'comb']),
    justify: random.chance(0.3),
  };
};
