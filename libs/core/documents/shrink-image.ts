/** Smaller pictures by averaging: every pixel of the result is the mean of those it covers. */
import type { GreyImage } from '#ports/page-image.js';

/** @param factor whole number; 1 gives the picture itself */
export function shrinkImage(image: GreyImage, factor: number): GreyImage {
  if (factor <= 1) return image;
  const width = Math.max(1, Math.floor(image.width / factor));
  const height = Math.max(1, Math.floor(image.height / factor));
  return averaged(image, width, height);
}

/** @returns a picture whose longer side has `side` pixels, or the picture itself where it is smaller */
export function fitImage(image: GreyImage, side: number): GreyImage {
  const scale = side / Math.max(image.width, image.height);
  if (scale >= 1) return image;
  return averaged(
    image,
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  );
}

function averaged(image: GreyImage, width: number, height: number): GreyImage {
  const data = new Uint8Array(width * height);
  const sums = new Float64Array(width);
  const lefts = Int32Array.from({ length: width + 1 }, (_, x) => Math.floor((x * image.width) / width));
  for (let y = 0; y < height; y += 1) {
    const top = Math.floor((y * image.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * image.height) / height));
    sums.fill(0);
    for (let row = top; row < bottom; row += 1) {
      const start = row * image.width;
      for (let x = 0; x < width; x += 1) {
        let sum = 0;
        for (let column = lefts[x]!; column < lefts[x + 1]!; column += 1) sum += image.data[start + column]!;
        sums[x]! += sum;
      }
    }
    for (let x = 0; x < width; x += 1) {
      data[y * width + x] = Math.round(sums[x]! / ((bottom - top) * (lefts[x + 1]! - lefts[x]!)));
    }
  }
  const dpi = image.dpi === null ? null : (image.dpi * width) / image.width;
  return { data, width, height, dpi };
}
