/** Saves damaged pages as the files that scanners, phones and fax machines leave behind. */
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import type { Raster } from './warp.js';

const open = ({ data, width, height, channels }: Raster) => sharp(data, { raw: { width, height, channels } });

export const toJpeg = (page: Raster, quality: number): Promise<Buffer> =>
  open(page).jpeg({ quality, mozjpeg: true }).toBuffer();

export const toWebp = (page: Raster, quality: number): Promise<Buffer> =>
  open(page).webp({ quality, effort: 5 }).toBuffer();

/** Grey in a few shades, as copiers save it. */
export const toPng = (page: Raster, shades: number): Promise<Buffer> => {
  const step = 255 / (shades - 1);
  const data = Uint8Array.from(page.data, (value) => Math.round(Math.round(value / step) * step));
  return open({ ...page, data })
    .greyscale()
    .png({ palette: true, colours: shades, dither: 0, compressionLevel: 9 })
    .toBuffer();
};

/** All pages in one TIFF, one bit a pixel, CCITT group 4. Pages take the size of the first. */
export const toFaxTiff = async (pages: readonly Raster[], dpi: number): Promise<Buffer> => {
  const { width, height } = pages[0] as Raster;
  const stack = Buffer.alloc(width * height * pages.length, 255);
  for (const [index, page] of pages.entries()) {
    const rows = Math.min(height, page.height);
    const columns = Math.min(width, page.width);
    for (let y = 0; y < rows; y++) {
      stack.set(page.data.subarray(y * page.width, y * page.width + columns), (index * height + y) * width);
    }
  }
  return sharp(stack, { raw: { width, height: height * pages.length, channels: 1, pageHeight: height } })
    .toColourspace('b-w')
    .tiff({ compression: 'ccittfax4', bitdepth: 1, xres: dpi / 25.4, yres: dpi / 25.4 })
    .toBuffer();
};

/** A PDF of pictures alone, as office scanners send it; the date is fixed, so that the file's id is. */
export const toScannedPdf = async (
  pages: readonly Raster[],
  dpi: number,
  quality: number,
): Promise<Buffer> => {
  const pdf = new PDFDocument({
    autoFirstPage: false,
    info: {
      CreationDate: new Date(Date.UTC(2024, 0, 1)),
      Producer: 'Docket samples',
      Creator: 'Docket samples',
    },
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('end', () => resolve());
    pdf.on('error', reject);
  });
  for (const page of pages) {
    const size: [number, number] = [(page.width * 72) / dpi, (page.height * 72) / dpi];
    pdf.addPage({ size, margin: 0 });
    pdf.image(await toJpeg(page, quality), 0, 0, { width: size[0], height: size[1] });
  }
  pdf.end();
  await done;
  return Buffer.concat(chunks);
};
