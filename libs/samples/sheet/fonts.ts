/** The typefaces of the samples: open fonts from npm packages, so that no machine needs fonts of its own. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Families with a regular and a bold cut that read well in print. */
export const textFamilies = [
  'tinos',
  'lato',
  'roboto',
  'work-sans',
  'eb-garamond',
  'libre-baskerville',
  'barlow-condensed',
  'courier-prime',
] as const;

/** What tills and old line printers print with. */
export const printerFamilies = ['courier-prime', 'vt323', 'barlow-condensed', 'roboto'] as const;

export const handwritingFamily = 'caveat';
export const signatureFamilies = ['homemade-apple', 'caveat'] as const;

/** Families of one weight only. */
const single = new Set(['vt323', 'homemade-apple']);

const loaded = new Map<string, Buffer>();

/** The WOFF file of a family. @throws Error where the font's package is not installed. */
export const fontFile = (family: string, bold: boolean): Buffer => {
  const weight = bold && !single.has(family) ? 700 : 400;
  const path = `@fontsource/${family}/files/${family}-latin-${weight}-normal.woff`;
  const known = loaded.get(path);
  if (known) return known;
  const bytes = readFileSync(require.resolve(path));
  loaded.set(path, bytes);
  return bytes;
};
