/** A grey thumbnail as a data URI that browsers show (Windows bitmap, 8 bits, grey palette). */
import { Buffer } from 'node:buffer';
import type { Thumbnail } from '#contracts/extracted-document.schema.js';

const FILE_HEADER = 14;
const INFO_HEADER = 40;
const PALETTE = 256 * 4;

/** @returns undefined where the thumbnail's bytes are not as many as its size says */
export function thumbnailImage({ width, height, grey }: Thumbnail): string | undefined {
  const pixels = Buffer.from(grey, 'base64');
  if (pixels.length !== width * height) return undefined;
  const stride = Math.ceil(width / 4) * 4;
  const start = FILE_HEADER + INFO_HEADER + PALETTE;
  const file = Buffer.alloc(start + stride * height);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(start, 10);
  file.writeUInt32LE(INFO_HEADER, 14);
  file.writeInt32LE(width, 18);
  // Negative: rows from the top, as the thumbnail has them.
  file.writeInt32LE(-height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(8, 28);
  file.writeUInt32LE(stride * height, 34);
  file.writeUInt32LE(256, 46);
  for (let level = 0; level < 256; level++) {
    file.fill(level, FILE_HEADER + INFO_HEADER + level * 4, FILE_HEADER + INFO_HEADER + level * 4 + 3);
  }
  for (let row = 0; row < height; row++) {
    pixels.copy(file, start + row * stride, row * width, (row + 1) * width);
  }
  return `data:image/bmp;base64,${file.toString('base64')}`;
}
