/** Small documents of three classes, all different, as a bench of the platform uploads them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';

const SAMPLES = fileURLToPath(new URL('../../data/samples', import.meta.url));
const { subjects, fillers } = JSON.parse(
  readFileSync(new URL('../../tests/support/written-subjects.json', import.meta.url), 'utf8'),
);
export const LABELS = Object.keys(subjects);
/** Pages of a mixed file, each a document. */
export const PAGES = ['invoice', 'recipe', 'letter'];

/** @param number another one, another text */
export function writtenText(label, number) {
  const lines = subjects[label].map((line, index) => {
    const filler = [3, 7, 11].map((step) => fillers[(number * step + index * 5) % fillers.length]);
    return `${line} ${filler.join(' ')} ${(number * 37 + index) % 1000}`;
  });
  return [...lines, `Number ${number}`].join('\n');
}

async function mixedPdf(number) {
  const pdf = new PDFDocument({ autoFirstPage: false, size: 'A5', margin: 36 });
  for (const label of PAGES) pdf.addPage().fontSize(12).text(writtenText(label, number));
  pdf.end();
  return buffer(pdf);
}

/** Pictures of the generated samples. @returns at most so many contents */
export function scans(most) {
  const paths = readdirSync(SAMPLES, { recursive: true }).filter((path) => path.endsWith('.jpg'));
  return paths
    .sort()
    .slice(0, most)
    .map((path) => readFileSync(join(SAMPLES, path)));
}

/**
 * What a round uploads: texts, of which one in thirty is there twice, mixed PDFs, scans, and what cannot be read.
 * @returns { name, content, kind, label? } each; kind: 'text', 'mixed', 'scan', 'unreadable'
 */
export async function writtenUploads(count, round) {
  const pictures = scans(Math.round(count / 50));
  const uploads = [];
  for (let index = 0; index < count; index++) {
    const number = round * count + index;
    const label = LABELS[index % LABELS.length];
    const name = `${round}-${index}`;
    if (index % 50 === 7) {
      // Other bytes each round; what follows the end of a picture is not read.
      const content = Buffer.concat([pictures.shift(), Buffer.from(String(round))]);
      uploads.push({ name: `${name}.jpg`, kind: 'scan', content });
    } else if (index % 50 === 17)
      uploads.push({ name: `${name}.pdf`, kind: 'mixed', content: await mixedPdf(number) });
    else if (index % 50 === 27)
      uploads.push({ name: `${name}.txt`, kind: 'unreadable', content: Buffer.alloc(0) });
    else if (index % 30 === 11 && uploads[index - 3].kind === 'text')
      uploads.push({ ...uploads[index - 3], name: `${name}-again.txt` });
    else
      uploads.push({
        name: `${name}.txt`,
        kind: 'text',
        label,
        content: Buffer.from(writtenText(label, number)),
      });
  }
  return uploads;
}
