/** Puts a printed page through a scanner, a copier, a fax or a camera. */
import sharp, { type Sharp } from 'sharp';
import type { SeededRandom } from '../writing/seeded-random.js';
import { type Point, type Raster, warpOnto } from './warp.js';
import { wear } from './wear.js';

export interface Worn {
  readonly page: Raster;
  /** What was done to it, in words. */
  readonly damage: readonly string[];
}

/** sharp would hand a grey picture back in three channels unless told to keep one. */
const open = ({ data, width, height, channels }: Raster) =>
  sharp(data, { raw: { width, height, channels } }).toColourspace(channels === 1 ? 'b-w' : 'srgb');

/** Laying a picture with transparency over another leaves an alpha channel behind: it goes. */
const close = async (image: Sharp): Promise<Raster> => {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3 };
};

/** Grain of the sensor. sharp's own noise differs from run to run. */
const grain = ({ data, ...rest }: Raster, random: SeededRandom, strength: number): Raster => ({
  ...rest,
  data: Uint8ClampedArray.from(
    data,
    (value) => value + (random.next() + random.next() - 1) * strength,
  ) as unknown as Uint8Array,
});

const skewed = async (page: Raster, degrees: number, paper: string): Promise<Raster> => {
  const { width, height } = page;
  const turned = await close(open(page).rotate(degrees, { background: paper }));
  return close(
    open(turned).extract({
      left: Math.floor((turned.width - width) / 2),
      top: Math.floor((turned.height - height) / 2),
      width,
      height,
    }),
  );
};

/** A small slip lies somewhere on the glass. */
const onGlass = (page: Raster, random: SeededRandom): Promise<Raster> => {
  const side = Math.round(page.width * random.between(0.08, 0.45));
  const left = Math.round(side * random.next());
  const below = Math.round(page.height * random.between(0.02, 0.12));
  return close(
    open(page).extend({
      top: Math.round(below / 2),
      bottom: below,
      left,
      right: side - left,
      background: random.pick(['#ffffff', '#f2f2f2', '#585858']),
    }),
  );
};

export interface ScanOptions {
  readonly grey: boolean;
  /** Turned by a whole quarter, now and then. */
  readonly turns: boolean;
}

export const scanPage = async (
  page: Raster,
  random: SeededRandom,
  { grey, turns }: ScanOptions,
): Promise<Worn> => {
  const damage: string[] = ['scan'];
  let worn = page;
  if (random.chance(0.55)) {
    const overlay = wear(random, worn);
    damage.push(...overlay.names);
    worn = await close(open(worn).composite([{ input: overlay.svg, blend: 'multiply' }]));
  }
  if (page.width < page.height * 0.62 && random.chance(0.5)) worn = await onGlass(worn, random);
  if (random.chance(0.7)) {
    const degrees = random.between(-2.4, 2.4);
    damage.push(`skew ${degrees.toFixed(1)}°`);
    worn = await skewed(worn, degrees, random.pick(['#ffffff', '#f7f5ee', '#e4e4e4', '#4a4a4a']));
  }
  let image = open(worn);
  if (grey) image = image.greyscale().toColourspace('b-w');
  if (random.chance(0.4)) {
    const sigma = random.between(0.35, 0.8);
    damage.push('blur');
    image = image.blur(sigma);
  }
  if (random.chance(0.45)) {
    const faint = random.between(0.5, 0.95);
    damage.push(faint < 0.7 ? 'faint toner' : 'low contrast');
    image = image.linear(faint, 255 * (1 - faint) - random.between(2, 14));
  }
  worn = await close(image);
  if (random.chance(0.4)) {
    damage.push('grain');
    worn = grain(worn, random, random.between(4, 12));
  }
  if (turns && random.chance(0.13)) {
    const quarter = random.pick([90, 180, 270]);
    damage.push(`turned ${quarter}°`);
    worn = await close(open(worn).rotate(quarter));
  }
  return { page: worn, damage };
};

/** The grey between ink and paper at `share` of the way, however faint the ink is. */
const blackLevel = ({ data }: Raster, share: number): number => {
  const counts = new Uint32Array(256);
  for (const value of data) counts[value]!++;
  const at = (part: number): number => {
    let seen = 0;
    return counts.findIndex((count) => {
      seen += count;
      return seen > part * data.length;
    });
  };
  const paper = at(0.6);
  /** A page with hardly a word on it has no ink to measure: without this, its grain would turn black. */
  const ink = Math.min(at(0.004), paper - 90);
  return ink + (paper - ink) * share;
};

/** Black and white with the specks and lost lines of a telephone line. */
export const faxPage = async (page: Raster, random: SeededRandom, turns: boolean): Promise<Worn> => {
  const scanned = await scanPage(page, random, { grey: true, turns });
  const { width, height } = scanned.page;
  const level = blackLevel(scanned.page, random.between(0.55, 0.72));
  const data = Uint8Array.from(scanned.page.data, (value) => (value < level ? 0 : 255));
  const specks = Math.round(width * height * random.between(0, 0.0006));
  for (let i = 0; i < specks; i++)
    data[Math.floor(random.next() * data.length)] = random.chance(0.75) ? 0 : 255;
  for (let lost = random.whole(0, 4); lost > 0; lost--) {
    const row = random.whole(0, height - 1);
    data.fill(255, row * width, row * width + Math.round(width * random.next()));
  }
  return { page: { ...scanned.page, data }, damage: [...scanned.damage, 'fax'] };
};

const tables = ['#6b4a2f', '#8c6a48', '#3d4146', '#a8a29a', '#586b5d', '#7c5a5a', '#c2b8a3'];

/** A page on a table, seen at an angle, in uneven light. */
export const photographPage = async (page: Raster, random: SeededRandom): Promise<Worn> => {
  const damage = ['photo'];
  const margin = random.between(0.03, 0.08);
  const width = Math.round(page.width * (1 + 2 * margin));
  const height = Math.round(page.height * (1 + 2 * margin));
  const boards = Array.from({ length: random.whole(2, 7) }, () => {
    const y = random.next() * height;
    return `<rect y="${y.toFixed(0)}" width="${width}" height="${(height / 40).toFixed(0)}" fill="#000" fill-opacity="0.12"/>`;
  }).join('');
  const table = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${random.pick(tables)}"/>${boards}</svg>`;
  const ground = await close(sharp(Buffer.from(table)).flatten().toColourspace('srgb'));
  let worn = page;
  if (random.chance(0.5)) {
    const overlay = wear(random, page);
    damage.push(...overlay.names);
    worn = await close(open(page).composite([{ input: overlay.svg, blend: 'multiply' }]));
  }
  const off = (size: number): number => size * (margin + random.between(-margin * 0.7, margin * 0.75));
  const corners: Point[] = [
    [off(page.width), off(page.height)],
    [width - off(page.width), off(page.height)],
    [width - off(page.width), height - off(page.height)],
    [off(page.width), height - off(page.height)],
  ];
  const seen = warpOnto(ground, worn, corners);
  const [x, y] = [random.between(0.1, 0.9), random.between(0.1, 0.9)];
  const light = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><radialGradient id="l" cx="${x.toFixed(2)}" cy="${y.toFixed(2)}" r="1"><stop offset="0" stop-color="#fffaf0"/><stop offset="1" stop-color="${random.pick(['#8c867a', '#a6a095', '#77808c'])}"/></radialGradient></defs><rect width="100%" height="100%" fill="url(#l)"/></svg>`;
  const lit = open(seen).composite([{ input: Buffer.from(light), blend: 'multiply' }]);
  const soft = await close(open(await close(lit)).blur(random.between(0.35, 0.75)));
  return { page: soft, damage };
};
