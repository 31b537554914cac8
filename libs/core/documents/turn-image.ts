/** Turns a picture by quarters, without loss. */
import type { GreyImage } from '#ports/page-image.js';

export type QuarterTurn = 0 | 90 | 180 | 270;

export const addTurns = (one: QuarterTurn, other: QuarterTurn): QuarterTurn =>
  ((one + other) % 360) as QuarterTurn;

/** @param turn degrees clockwise */
export function turnImage(image: GreyImage, turn: QuarterTurn): GreyImage {
  if (turn === 0) return image;
  const { data: from, width, height, dpi } = image;
  if (turn === 180) return { data: Uint8Array.from(from).reverse(), width, height, dpi };
  const data = new Uint8Array(from.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const target = turn === 90 ? x * height + (height - 1 - y) : (width - 1 - x) * height + y;
      data[target] = from[y * width + x]!;
    }
  }
  return { data, width: height, height: width, dpi };
}
