/** Character error rate of etl beside plain tesseract on the same pictures with the same language data. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { languageFiles } from '#adapters/ocr-engine/language-data.js';
import { unpackLanguage } from '#adapters/ocr-engine/unpack-language.js';
import { errors } from './compare-texts.mjs';
import { CACHE, CORES, openReader, textOf } from './etl-reader.mjs';
import { inParallel, plainTesseract } from './plain-tesseract.mjs';

const FOLDERS = { sroie: 'receipt', funsd: 'form' };

export async function errorRate(root, engines) {
  const tessdata = await unpackLanguage('eng', languageFiles().eng, CACHE);
  const rows = [];
  for (const [truthFolder, imageFolder] of Object.entries(FOLDERS)) {
    const images = join(root, 'images/doctypes', imageFolder);
    const pages = readdirSync(join(root, 'ocr-ground-truth', truthFolder)).map((file) => {
      const name = basename(file, '.txt');
      const image = readdirSync(images).find((candidate) => candidate.startsWith(`${name}.`));
      const truth = readFileSync(join(root, 'ocr-ground-truth', truthFolder, file), 'utf8');
      return { name, truth, path: join(images, image) };
    });
    const measure = async (reader, read) => {
      const texts = await inParallel(pages, CORES, ({ path }) => read(path));
      const each = texts.map((text, index) => errors(pages[index].truth, text));
      if (process.env.DETAIL) {
        each.forEach((one, index) => {
          console.error(reader, pages[index].name, ((one.wrong + one.invented) / one.characters).toFixed(3));
        });
      }
      const sum = (key) => each.reduce((total, one) => total + one[key], 0);
      const share = (count, of) => `${((100 * count) / of).toFixed(1)} %`;
      rows.push({
        pages: truthFolder,
        reader,
        'CER any order': share(sum('wrong') + sum('invented'), sum('characters')),
        'missed or misread': share(sum('wrong'), sum('characters')),
        'words exact': share(sum('exact'), sum('words')),
        'CER in order': share(sum('inOrder'), sum('characters') + sum('words')),
      });
    };
    await measure('plain tesseract', (path) => plainTesseract(path, tessdata));
    for (const engine of engines) {
      const reader = await openReader(engine);
      await measure(`etl, ${engine}`, async (path) => textOf(await reader.read(path)));
      await reader.close();
    }
  }
  return rows;
}
