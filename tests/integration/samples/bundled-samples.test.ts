/** The documents in data/samples are what the generator makes, of the kinds and size promised. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { generateSample } from '#samples/generate-sample.js';
import { sampleClasses } from '#samples/sample-classes.js';
import { contentText } from '#samples/sheet/content-text.js';
import { writeContent } from '#samples/write-content.js';
import { bundled } from '#samples/write-samples.js';
import { testLong } from '../../support/long-tests.js';

const folder = join(import.meta.dirname, '../../../data/samples');
const filesOf = (name: string): Promise<string[]> => readdir(join(folder, name));

describe('the bundled samples', () => {
  test('are 26 of each class, in at most 12 MB', async () => {
    let bytes = 0;
    for (const name of sampleClasses) {
      const files = await filesOf(name);
      expect(files).toHaveLength(bundled.count);
      for (const file of files) bytes += (await stat(join(folder, name, file))).size;
    }
    expect(bytes).toBeLessThan(12e6);
  });

  test('weigh alike: no class is told by the sizes of its files', async () => {
    const means: number[] = [];
    for (const name of sampleClasses) {
      const sizes = await Promise.all(
        (await filesOf(name)).map(async (file) => (await stat(join(folder, name, file))).size),
      );
      means.push(sizes.reduce((sum, size) => sum + size, 0) / sizes.length);
    }
    expect(Math.max(...means) / Math.min(...means)).toBeLessThan(2.5);
  });

  testLong('are made again to the byte, of every file type', async () => {
    const types = new Set<string>();
    for (const [place, name] of sampleClasses.entries()) {
      const sample = await generateSample({ class: name, index: place + 5, seed: bundled.seed });
      const kept = await readFile(join(folder, name, sample.fileName));
      expect({ file: sample.fileName, same: kept.equals(sample.bytes) }).toEqual({
        file: sample.fileName,
        same: true,
      });
      types.add(sample.mediaType);
    }
    expect([...types].sort()).toEqual([
      'application/pdf',
      'image/jpeg',
      'image/png',
      'image/tiff',
      'image/webp',
    ]);
  });

  test('carry the text that their truth tells', async () => {
    const { content, carrier } = writeContent({ class: 'letter', index: 0, seed: bundled.seed });
    const sample = await generateSample({ class: 'letter', index: 0, seed: bundled.seed });
    expect(carrier).not.toBe('pdf-scan');
    const told = new Set(sample.truth.text.split(/\s+/));
    const written = contentText(content).split(/\s+/);
    expect(written.filter((word) => told.has(word)).length / written.length).toBeGreaterThan(0.95);
  });

  test('include fax files of several pages', async () => {
    const pages: number[] = [];
    for (const name of sampleClasses) {
      for (const file of (await filesOf(name)).filter((entry) => entry.endsWith('.tif'))) {
        pages.push((await sharp(join(folder, name, file)).metadata()).pages ?? 1);
      }
    }
    expect(pages).toHaveLength(30);
    expect(pages.filter((count) => count > 1).length).toBeGreaterThan(2);
  });

  test('fax pages are one bit deep', async () => {
    for (const name of sampleClasses) {
      for (const file of (await filesOf(name)).filter((entry) => entry.endsWith('.tif'))) {
        const { bitsPerSample, channels } = await sharp(join(folder, name, file)).metadata();
        expect({ file, bitsPerSample, channels }).toEqual({ file, bitsPerSample: 1, channels: 1 });
      }
    }
  });
});
