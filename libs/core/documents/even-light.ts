/** Evens the light of a photo or a pale scan: paper becomes white, faint print dark, and what is no paper vanishes. */
import type { GreyImage } from '#ports/page-image.js';

/** Cells along the longer side: each holds some letters and paper between them. */
const CELLS = 64;
/** Share of a cell's pixels that are at most as bright as its paper; ink and noise are the rest. */
const PAPER_RANK = 0.8;
/** The page's brightest paper, but for glare. */
const BRIGHTEST_RANK = 0.95;
/** A cell darker than this share of the brightest paper is the table, its cloth or the scanner's lid; their grain looks like letters. */
const LEAST_PAPER = 0.6;
/** Brightness as a share of the paper's: what is below is fully black, what is above fully white. Thermal print lies between. */
const BLACK = 0.75;
const WHITE = 0.97;

export function evenLight({ data, width, height, dpi }: GreyImage): GreyImage {
  const side = Math.max(1, Math.ceil(Math.max(width, height) / CELLS));
  const across = Math.ceil(width / side);
  const down = Math.ceil(height / side);
  const cells = new Float32Array(across * down);
  for (let row = 0; row < down; row += 1)
    for (let column = 0; column < across; column += 1)
      cells[row * across + column] = paperOf(data, width, height, column * side, row * side, side);
  const least = LEAST_PAPER * ranked(cells, BRIGHTEST_RANK);
  const paper = smoothed(cells, across, down);

  const evened = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    // Between the middles of the cells the paper changes steadily.
    const v = Math.min(down - 1, Math.max(0, y / side - 0.5));
    const top = Math.floor(v);
    const bottom = Math.min(down - 1, top + 1);
    const lower = v - top;
    for (let x = 0; x < width; x += 1) {
      const u = Math.min(across - 1, Math.max(0, x / side - 0.5));
      const left = Math.floor(u);
      const right = Math.min(across - 1, left + 1);
      const farther = u - left;
      const above = paper[top * across + left]! * (1 - farther) + paper[top * across + right]! * farther;
      const below =
        paper[bottom * across + left]! * (1 - farther) + paper[bottom * across + right]! * farther;
      const light = above * (1 - lower) + below * lower;
      const at = y * width + x;
      const share = (data[at]! / Math.max(1, light) - BLACK) / (WHITE - BLACK);
      evened[at] = light < least ? 255 : Math.round(255 * Math.min(1, Math.max(0, share)));
    }
  }
  return { data: evened, width, height, dpi };
}

function paperOf(
  data: Uint8Array,
  width: number,
  height: number,
  left: number,
  top: number,
  side: number,
): number {
  const counts = new Uint32Array(256);
  const right = Math.min(width, left + side);
  const bottom = Math.min(height, top + side);
  for (let y = top; y < bottom; y += 1)
    for (let at = y * width + left; at < y * width + right; at += 1) counts[data[at]!]! += 1;
  let below = PAPER_RANK * (right - left) * (bottom - top);
  let tone = 0;
  while (tone < 255 && below > counts[tone]!) {
    below -= counts[tone]!;
    tone += 1;
  }
  return tone;
}

function ranked(values: Float32Array, rank: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.floor((sorted.length - 1) * rank)]!;
}

/** The mean of each cell and its neighbours, so that a heading or a stamp that fills a cell is not taken for shade. */
function smoothed(cells: Float32Array, across: number, down: number): Float32Array {
  return cells.map((_, at) => {
    const row = Math.floor(at / across);
    const column = at % across;
    let sum = 0;
    let count = 0;
    for (let y = Math.max(0, row - 1); y <= Math.min(down - 1, row + 1); y += 1) {
      for (let x = Math.max(0, column - 1); x <= Math.min(across - 1, column + 1); x += 1) {
        sum += cells[y * across + x]!;
        count += 1;
      }
    }
    return sum / count;
  });
}
