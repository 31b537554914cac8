/** Pages of the real documents that are pictures: so many, spread evenly over the kinds, the same in every run. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const KINDS = [
  'rvlcdip5/letter',
  'rvlcdip5/email',
  'rvlcdip5/news_article',
  'rvlcdip5/scientific_publication',
  'rvlcdip5/advertisement',
  'doctypes/form',
  'doctypes/invoice',
  'doctypes/receipt',
  'doctypes/receipt_photo',
];
const PICTURE = /\.(png|jpe?g|tiff?|webp)$/i;

/** @returns paths, the kinds taking turns, so that any run of them is a fair mixture */
export function realPages(root, count) {
  const each = Math.ceil(count / KINDS.length);
  const picked = KINDS.map((kind) => {
    const folder = join(root, 'images', kind);
    const files = readdirSync(folder)
      .filter((file) => PICTURE.test(file))
      .sort();
    return Array.from({ length: each }, (_, index) =>
      join(folder, files[Math.floor((index * files.length) / each)]),
    );
  });
  return Array.from({ length: each * KINDS.length }, (_, at) => {
    const kind = at % KINDS.length;
    return picked[kind][Math.floor(at / KINDS.length)];
  }).slice(0, count);
}
