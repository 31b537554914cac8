/** Turns blocks into a PDF: the vector original of every sample, printed, scanned or photographed later. */
import PDFDocument from 'pdfkit';
import type { SeededRandom } from '../writing/seeded-random.js';
import type { Content, Paper } from './block.js';
import { Canvas } from './canvas.js';
import { paintBlocks } from './paint-blocks.js';
import { pickTheme } from './theme.js';

export interface Sheet {
  readonly pdf: Buffer;
  /** The words printed on each page, in the order of drawing. */
  readonly pages: readonly string[];
}

const sizes: Record<Paper, [number, number]> = {
  a4: [595.28, 841.89],
  letter: [612, 792],
  a5: [419.53, 595.28],
  strip: [226, 3000],
  slip: [330, 3000],
};

/** Papers cut where the print ends. */
const cut = new Set<Paper>(['strip', 'slip']);

/** pdfkit derives the file's id from this date: it must never be today. */
const madeOn = new Date(Date.UTC(2024, 0, 1));

const collect = (pdf: InstanceType<typeof PDFDocument>): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });

const draw = async (
  content: Content,
  random: SeededRandom,
  size: [number, number],
): Promise<Sheet & { readonly end: number }> => {
  const theme = pickTheme(random.fork('theme'), content.families);
  const pdf = new PDFDocument({
    size,
    margin: 0,
    info: { CreationDate: madeOn, Producer: 'Docket samples', Creator: 'Docket samples' },
  });
  const done = collect(pdf);
  const starts: number[] = [];
  const narrow = size[0] < 400;
  const canvas = new Canvas(pdf, theme, random.fork('paint'), narrow ? 14 : theme.margin, (page) => {
    starts.push(page.words.length);
    if (content.watermark) {
      const [width, height] = size;
      const tall = Math.min(height, 800);
      pdf
        .save()
        .opacity(0.13)
        .rotate(-28, { origin: [width / 2, tall / 2] });
      page.put(content.watermark, 0, tall / 2 - 24, width, {
        size: width / 9,
        bold: true,
        align: 'center',
        family: 'roboto',
        color: '#555555',
      });
      pdf.restore();
    }
    if (content.foot && !narrow) {
      page.put(content.foot, theme.margin, size[1] - theme.margin + 8, size[0] - 2 * theme.margin, {
        size: 7.5,
        align: 'center',
        color: '#444444',
      });
    }
  });
  if (!narrow && random.chance(0.35)) canvas.y += random.between(0, size[1] * 0.16);
  paintBlocks(canvas, content.blocks);
  pdf.end();
  const pages = starts.map((start, index) => canvas.words.slice(start, starts[index + 1]).join('\n'));
  return { pdf: await done, pages, end: canvas.y };
};

/** @returns the PDF of `content`; the same for the same content and seed, to the byte. */
export const drawSheet = async (content: Content, random: SeededRandom): Promise<Sheet> => {
  const size = sizes[content.paper];
  const first = await draw(content, random, size);
  if (!cut.has(content.paper)) return first;
  return draw(content, random, [size[0], Math.ceil(first.end + 22)]);
};
