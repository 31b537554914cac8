/** What paper goes through, as SVG shapes to lay over a page: rings, stains, folds, holes, shadows, streaks. */
import type { SeededRandom } from '../writing/seeded-random.js';

interface Area {
  readonly width: number;
  readonly height: number;
}

type Wear = (random: SeededRandom, area: Area) => string;

const round = (value: number): string => value.toFixed(1);

const wears: Record<string, Wear> = {
  'coffee ring': (random, { width, height }) => {
    const radius = width * random.between(0.07, 0.12);
    const at = `cx="${round(random.between(0.1, 0.95) * width)}" cy="${round(random.between(0.05, 0.95) * height)}"`;
    return `<ellipse ${at} rx="${round(radius)}" ry="${round(radius * 0.97)}" fill="#8a5a2b" fill-opacity="0.08" stroke="#6e4318" stroke-opacity="0.4" stroke-width="${round(radius * 0.09)}"/>`;
  },
  stain: (random, { width, height }) => {
    const blots = Array.from({ length: random.whole(2, 6) }, () => {
      const at = `cx="${round(random.next() * width)}" cy="${round(random.next() * height)}"`;
      return `<ellipse ${at} rx="${round(random.between(0.02, 0.12) * width)}" ry="${round(random.between(0.02, 0.08) * width)}" fill="#a08040" fill-opacity="${random.between(0.1, 0.24).toFixed(2)}"/>`;
    });
    return `<defs><filter id="b" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="${round(width * 0.008)}"/></filter></defs><g filter="url(#b)">${blots.join('')}</g>`;
  },
  'punch holes': (random, { width, height }) =>
    random
      .pick([
        [0.4, 0.6],
        [0.15, 0.38, 0.62, 0.85],
        [0.12, 0.5, 0.88],
      ])
      .map(
        (y) =>
          `<circle cx="${round(width * 0.028)}" cy="${round(y * height)}" r="${round(width * 0.013)}" fill="#3a3a3a"/>`,
      )
      .join(''),
  fold: (random, { width, height }) => {
    const y = height * random.pick([0.33, 0.5, 0.66]);
    return `<line x1="0" y1="${round(y)}" x2="${width}" y2="${round(y + random.between(-8, 8))}" stroke="#000" stroke-opacity="0.22" stroke-width="${round(random.between(1, 3))}"/><rect x="0" y="${round(y)}" width="${width}" height="${round(height * 0.03)}" fill="#000" fill-opacity="0.06"/>`;
  },
  shadow: (random, { width, height }) => {
    const left = random.chance(0.5);
    return `<defs><linearGradient id="s" x1="${left ? 0 : 1}" x2="${left ? 1 : 0}" y1="0" y2="0"><stop offset="0" stop-color="#000" stop-opacity="0.5"/><stop offset="0.16" stop-color="#000" stop-opacity="0"/></linearGradient></defs><rect width="${width}" height="${height}" fill="url(#s)"/>`;
  },
  streaks: (random, { width, height }) =>
    Array.from({ length: random.whole(1, 3) }, () => {
      const x = round(random.next() * width);
      return `<line x1="${x}" y1="0" x2="${x}" y2="${height}" stroke="#000" stroke-opacity="${round(random.between(0.15, 0.5))}" stroke-width="1.2"/>`;
    }).join(''),
  'dog-ear': (random, { width }) => {
    const size = width * random.between(0.05, 0.1);
    return `<polygon points="${round(width - size)},0 ${width},0 ${width},${round(size)}" fill="#777"/><polygon points="${round(width - size)},0 ${round(width - size)},${round(size)} ${width},${round(size)}" fill="#d9d6cd"/>`;
  },
  staple: (random, { width, height }) =>
    `<line x1="${round(width * 0.05)}" y1="${round(height * 0.03)}" x2="${round(width * 0.085)}" y2="${round(height * random.between(0.03, 0.045))}" stroke="#333" stroke-width="3"/>`,
};

export interface WornLayer {
  readonly svg: Buffer;
  readonly names: readonly string[];
}

/** @returns one to three marks of wear the size of `area`, and what they are called. */
export const wear = (random: SeededRandom, area: Area): WornLayer => {
  const names = random.some(Object.keys(wears), random.whole(1, 3));
  const shapes = names.map((name) => wears[name]!(random, area)).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${area.width}" height="${area.height}">${shapes}</svg>`;
  return { svg: Buffer.from(svg), names };
};
