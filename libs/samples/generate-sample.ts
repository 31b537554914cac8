/** Makes one sample document: written, printed, and worn on its way into the archive. */
import type { Carrier } from './carriers.js';
import { toFaxTiff, toJpeg, toPng, toScannedPdf, toWebp } from './damage/encode-pages.js';
import { renderPages } from './damage/render-pages.js';
import { faxPage, photographPage, scanPage, type Worn } from './damage/scan-page.js';
import { fileStem } from './file-stem.js';
import type { SampleClass } from './sample-classes.js';
import { drawSheet } from './sheet/draw-sheet.js';
import { type SampleRequest, writeContent } from './write-content.js';
import type { Language } from './writing/money.js';

export type { SampleRequest };

export interface SampleTruth {
  /** What is printed on the pages that are in the file, in the order of drawing. */
  readonly text: string;
  readonly class: SampleClass;
  readonly language: Language;
  readonly damage: readonly string[];
  readonly pages: number;
}

export interface Sample {
  readonly fileName: string;
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly truth: SampleTruth;
}

const files: Record<Carrier, readonly [extension: string, mediaType: string]> = {
  pdf: ['pdf', 'application/pdf'],
  'pdf-scan': ['pdf', 'application/pdf'],
  jpeg: ['jpg', 'image/jpeg'],
  'jpeg-photo': ['jpg', 'image/jpeg'],
  png: ['png', 'image/png'],
  'tiff-fax': ['tif', 'image/tiff'],
  webp: ['webp', 'image/webp'],
};

/** A single picture shows the first page; files of many pages are cut here, so that OCR at the first start stays short. */
const pageLimit: Partial<Record<Carrier, number>> = { 'tiff-fax': 3, 'pdf-scan': 2 };

/** @returns the bytes of document `index` and the truth about them; the same request gives the same bytes. */
export const generateSample = async (request: SampleRequest): Promise<Sample> => {
  const { class: name, index } = request;
  const { content, carrier, language, random } = writeContent(request);
  const sheet = await drawSheet(content, random.fork('sheet'));
  const [extension, mediaType] = files[carrier];
  const fileName = `${fileStem(random.fork('name'), index)}.${extension}`;
  const finish = (bytes: Buffer, pages: number, damage: readonly string[]): Sample => ({
    fileName,
    bytes,
    mediaType,
    truth: { text: sheet.pages.slice(0, pages).join('\n'), class: name, language, damage, pages },
  });
  if (carrier === 'pdf') return finish(sheet.pdf, sheet.pages.length, []);

  const chance = random.fork('damage');
  const narrow = ['strip', 'slip', 'a5'].includes(content.paper);
  const dpi = Math.round(narrow ? chance.between(165, 200) : chance.between(132, 160));
  const printed = await renderPages(sheet.pdf, dpi, pageLimit[carrier] ?? 1);
  const worn: Worn[] = [];
  for (const page of printed) {
    if (carrier === 'jpeg-photo') worn.push(await photographPage(page, chance));
    else if (carrier === 'tiff-fax') worn.push(await faxPage(page, chance, printed.length === 1));
    else
      worn.push(
        await scanPage(page, chance, {
          grey: carrier !== 'jpeg' || chance.chance(0.5),
          turns: printed.length === 1,
        }),
      );
  }
  const pages = worn.map(({ page }) => page);
  const [first] = pages as [(typeof pages)[0]];
  const quality = Math.round(chance.between(34, 54));
  const bytes =
    carrier === 'tiff-fax'
      ? await toFaxTiff(pages, dpi)
      : carrier === 'pdf-scan'
        ? await toScannedPdf(pages, dpi, quality)
        : carrier === 'png'
          ? await toPng(first, chance.pick([4, 4, 8]))
          : carrier === 'webp'
            ? await toWebp(first, quality - 6)
            : await toJpeg(first, quality);
  return finish(bytes, pages.length, [...new Set(worn.flatMap(({ damage }) => damage))]);
};
