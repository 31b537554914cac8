/** A part of a picture. */
import type { GreyImage } from '#ports/page-image.js';

export interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The part is cut to the picture. */
export function cropImage(image: GreyImage, part: Part): GreyImage {
  const width = Math.min(part.width, image.width - part.left);
  const height = Math.min(part.height, image.height - part.top);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const start = (part.top + y) * image.width + part.left;
    data.set(image.data.subarray(start, start + width), y * width);
  }
  return { data, width, height, dpi: image.dpi };
}
