/** Pages of printed text made for tests: as PDF, as pixels, and damaged as scanners and phones damage them. */
import PDFDocument from 'pdfkit';
import sharp, { type Sharp } from 'sharp';
import { renderPages } from '#samples/damage/render-pages.js';
import { fontFile } from '#samples/sheet/fonts.js';

export const ENGLISH = [
  'Dear Mrs Miller,',
  'thank you for the letter that you sent to our office',
  'in the spring. We have read it with great interest and',
  'would like to invite you to visit the new building of',
  'our company on Monday, the third of November.',
  'Please bring the signed contract and both invoices,',
  'so that we can settle the remaining questions quickly.',
  'The library and the garden will be open until evening.',
  'Yours sincerely, Jonathan Hargreaves',
];

export const FRENCH = [
  'Madame, Monsieur,',
  'nous vous remercions de la lettre que vous avez envoyée',
  'à notre bureau au début du printemps. Nous avons lu avec',
  'intérêt votre proposition et serions très heureux de vous',
  'recevoir dans les nouveaux locaux de notre société.',
  'Veuillez apporter le contrat signé et les deux factures,',
  'afin que nous puissions régler les dernières questions.',
  'Veuillez agréer, Madame, nos salutations distinguées.',
];

/** A5 in points: enough for nine lines, a quarter of the time that an A4 page costs. */
const PAPER: [number, number] = [420, 298];
const FONT_POINTS = 13;

export interface PrintOptions {
  password?: string;
  /** Pictures that cover pages of their own, behind the printed ones. */
  scans?: readonly Buffer[];
}

/** A PDF with a text layer: one page for each list of lines. */
export function printPdf(
  pages: readonly (readonly string[])[],
  { password, scans = [] }: PrintOptions = {},
): Promise<Buffer> {
  const pdf = new PDFDocument({
    autoFirstPage: false,
    size: PAPER,
    margin: 0,
    ...(password !== undefined && { userPassword: password }),
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<Buffer>((resolve, reject) => {
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  pdf.registerFont('text', fontFile('tinos', false));
  for (const lines of pages) {
    pdf.addPage().font('text').fontSize(FONT_POINTS);
    lines.forEach((line, index) => {
      pdf.text(line, 36, 36 + index * FONT_POINTS * 1.5, { lineBreak: false });
    });
  }
  for (const scan of scans) pdf.addPage().image(scan, 0, 0, { width: PAPER[0], height: PAPER[1] });
  pdf.end();
  return done;
}

export interface GreyPage {
  data: Uint8Array;
  width: number;
  height: number;
}

/** The lines printed on paper and scanned straight, as grey pixels. */
export async function drawPage(lines: readonly string[], dpi = 200): Promise<GreyPage> {
  const [page] = await renderPages(await printPdf([lines]), dpi, 1);
  const { data, width, height, channels } = page!;
  return greyOf(sharp(data, { raw: { width, height, channels } }));
}

/** @param pageHeight of each, where several pages stand below each other */
export const open = ({ data, width, height }: GreyPage, pageHeight = height): Sharp =>
  sharp(data, { raw: { width, height, channels: 1, pageHeight } });

export async function greyOf(picture: Sharp): Promise<GreyPage> {
  const { data, info } = await picture
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Turned clockwise over white paper. */
export const turned = (page: GreyPage, degrees: number): Promise<GreyPage> =>
  greyOf(open(page).rotate(degrees, { background: '#ffffff' }));

export const toPng = (page: GreyPage, dpi = 200): Promise<Buffer> =>
  open(page).withMetadata({ density: dpi }).png().toBuffer();

/** Share of the printed words, 0 to 1, that stand in the reading. */
export function wordsRead(lines: readonly string[], text: string): number {
  const read = new Set(text.split(/\s+/u));
  const printed = lines.flatMap((line) => line.split(/\s+/u));
  return printed.filter((word) => read.has(word)).length / printed.length;
}
