/** How often a page that was fed in wrongly is set upright, for each quarter turn, on real scans. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { CORES, openReader } from './etl-reader.mjs';
import { inParallel } from './plain-tesseract.mjs';
import { realPages } from './real-pages.mjs';

const PAGES = 54;
const TURNS = [0, 90, 180, 270];

export async function orientation(root, engine, pages = PAGES) {
  const reader = await openReader(engine);
  const paths = realPages(root, pages);
  const rows = [];
  for (const turn of TURNS) {
    const started = performance.now();
    const readings = await inParallel(paths, CORES, async (path) => {
      const bytes = await sharp(await readFile(path), { failOn: 'none' })
        .autoOrient()
        .rotate(turn)
        .png({ compressionLevel: 1 })
        .toBuffer();
      const [page] = (await reader.readBytes(path, bytes)).pages;
      return { path, rotation: page.rotation, words: page.words.length };
    });
    const expected = (360 - turn) % 360;
    const wrong = readings.filter(({ rotation }) => rotation !== expected);
    rows.push({
      'turned by': turn,
      pages: paths.length,
      upright: paths.length - wrong.length,
      share: `${((100 * (paths.length - wrong.length)) / paths.length).toFixed(1)} %`,
      seconds: ((performance.now() - started) / 1000).toFixed(0),
      wrong: wrong
        .map(({ path, rotation }) => `${path.split('/').slice(-2).join('/')} → ${rotation}`)
        .join(', '),
    });
  }
  await reader.close();
  return rows;
}
