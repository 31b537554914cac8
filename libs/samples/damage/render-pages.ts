/** Prints a PDF's pages as pixels, with PDFium in WebAssembly. */
import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';
import type { Raster } from './warp.js';

let library: Promise<PDFiumLibrary> | undefined;

/** @returns the first `limit` pages in RGB at `dpi`. */
export const renderPages = async (pdf: Buffer, dpi: number, limit: number): Promise<Raster[]> => {
  library ??= PDFiumLibrary.init();
  const document = await (await library).loadDocument(pdf);
  const pages: Raster[] = [];
  for (let index = 0; index < Math.min(limit, document.getPageCount()); index++) {
    const page = await document.getPage(index).render({ scale: dpi / 72, render: 'bitmap' });
    const { width, height } = page;
    const data = await sharp(page.data, { raw: { width, height, channels: 4 } })
      .flatten({ background: '#ffffff' })
      .raw()
      .toBuffer();
    pages.push({ data, width, height, channels: 3 });
  }
  document.destroy();
  return pages;
};
