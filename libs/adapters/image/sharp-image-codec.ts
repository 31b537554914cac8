/** Decodes and moves pixels with sharp (libvips); loaded when the first picture comes. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Metadata, Sharp, default as sharp } from 'sharp';
import { DomainError } from '#contracts/domain-error.js';
import type { DecodedImage, ImageInfo } from '#ports/image-codec.port.js';
import { ImageCodec } from '#ports/image-codec.port.js';
import type { GreyImage } from '#ports/page-image.js';
import { endsEarly } from './ends-early.js';
import { tiffEndsEarly, tiffResolution } from './tiff-directories.js';

/** Cameras and screens write 72 or 1 because the format wants a number; nobody scans below this. */
const LEAST_BELIEVABLE_DPI = 73;
const MOST_BELIEVABLE_DPI = 2400;
/** EXIF orientations from here on swap width and height. */
const FIRST_SIDEWAYS_ORIENTATION = 5;
/** Squares up fax pages (204 × 98 dpi); less than this is rounding. */
const LEAST_STRETCH = 1.05;
/** Print stays sharp, at a third of the bytes of 95. */
const ENCODED_QUALITY = 80;

export class SharpImageCodec extends ImageCodec {
  #sharp: Promise<typeof sharp> | null = null;

  async describe(): Promise<{ name: string; version: string }> {
    const manifest = new URL('../package.json', import.meta.resolve('sharp'));
    const { version } = JSON.parse(await readFile(fileURLToPath(manifest), 'utf8')) as { version: string };
    return { name: 'sharp', version };
  }

  async inspect(bytes: Uint8Array): Promise<ImageInfo> {
    // libvips counts the pages that are left of a TIFF; the lost ones would go unnoticed.
    if (tiffEndsEarly(bytes)) throw damaged(null, bytes);
    const { width, height, pages, pageHeight, density, format, orientation } = await this.#metadata(bytes, 0);
    const sideways = isSideways(orientation);
    const oneFrame = pageHeight ?? height;
    return {
      format,
      width: sideways ? oneFrame : width,
      height: sideways ? width : oneFrame,
      frames: pages ?? 1,
      dpi: believable(density),
    };
  }

  async decodeGrey(
    bytes: Uint8Array,
    { frame, maxPixels }: { frame: number; maxPixels: number },
  ): Promise<DecodedImage> {
    const open = await this.#load();
    const { width, height, density, orientation } = await this.#metadata(bytes, frame);
    if (width * height > maxPixels) {
      throw new DomainError(
        'document/too-many-pixels',
        `The picture has ${width} × ${height} pixels, more than etl.max_pixels in params.yaml allows (${maxPixels}); scan it at a lower resolution or raise the limit.`,
        { width, height, maxPixels },
      );
    }
    const resolution = tiffResolution(bytes, frame);
    const stretch = resolution ? resolution.x / resolution.y : 1;
    const squared =
      stretch > 1
        ? { width, height: Math.round(height * stretch) }
        : { width: Math.round(width / stretch), height };
    const sideways = isSideways(orientation);
    try {
      let image = open(bytes, { page: frame, limitInputPixels: maxPixels, failOn: 'truncated' })
        .autoOrient()
        .flatten({ background: '#ffffff' })
        .greyscale();
      const square = stretch < LEAST_STRETCH && stretch > 1 / LEAST_STRETCH;
      if (!square) {
        // sharp turns first; the resolution is that of the picture as it is stored.
        const stretched = sideways ? { width: squared.height, height: squared.width } : squared;
        image = image.resize({ ...stretched, fit: 'fill' });
      }
      const { data, info } = await image
        .toColourspace('b-w')
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      return {
        data: info.channels === 1 ? data : firstChannel(data, info.channels),
        width: info.width,
        height: info.height,
        dpi: believable(resolution ? Math.max(resolution.x, resolution.y) : density),
        shown: sideways ? { width: height, height: width } : { width, height },
      };
    } catch (error) {
      throw damaged(error, bytes);
    }
  }

  async transform(
    image: GreyImage,
    { scale = 1, degrees = 0 }: { scale?: number; degrees?: number },
  ): Promise<GreyImage> {
    const raw = await this.#opener();
    let moved = image;
    const finish = async (pipeline: Sharp, dpi: number | null) => {
      const { data, info } = await pipeline
        .toColourspace('b-w')
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      const grey = info.channels === 1 ? data : firstChannel(data, info.channels);
      moved = { data: grey, width: info.width, height: info.height, dpi };
    };
    if (scale !== 1) {
      const width = Math.max(1, Math.round(image.width * scale));
      const height = Math.max(1, Math.round(image.height * scale));
      const dpi = image.dpi === null ? null : image.dpi * scale;
      await finish(raw(moved).resize({ width, height, fit: 'fill', kernel: 'cubic' }), dpi);
    }
    if (degrees % 360 !== 0) await finish(raw(moved).rotate(degrees, { background: '#ffffff' }), moved.dpi);
    return moved;
  }

  async encode(image: GreyImage): Promise<Uint8Array> {
    const raw = await this.#opener();
    return raw(image).webp({ quality: ENCODED_QUALITY }).toBuffer();
  }

  async #opener(): Promise<(image: GreyImage) => Sharp> {
    const open = await this.#load();
    return ({ data, width, height }) =>
      open(data, { raw: { width, height, channels: 1 }, limitInputPixels: false });
  }

  #load(): Promise<typeof sharp> {
    this.#sharp ??= import('sharp').then(({ default: open }) => {
      // Every page is decoded once: a cache only holds memory.
      open.cache(false);
      return open;
    });
    return this.#sharp;
  }

  async #metadata(bytes: Uint8Array, frame: number): Promise<Metadata> {
    const open = await this.#load();
    try {
      return await open(bytes, { page: frame, limitInputPixels: false }).metadata();
    } catch (error) {
      throw damaged(error, bytes);
    }
  }
}

const isSideways = (orientation: number | undefined): boolean =>
  (orientation ?? 1) >= FIRST_SIDEWAYS_ORIENTATION;

const believable = (dpi: number | undefined): number | null =>
  dpi !== undefined && dpi >= LEAST_BELIEVABLE_DPI && dpi <= MOST_BELIEVABLE_DPI ? dpi : null;

const firstChannel = (data: Uint8Array, channels: number): Uint8Array =>
  Uint8Array.from({ length: data.length / channels }, (_, index) => data[index * channels]!);

function damaged(error: unknown, bytes: Uint8Array): DomainError {
  if (endsEarly(bytes)) {
    return new DomainError(
      'document/truncated',
      'The picture ends in the middle: the rest of the file is missing; copy or scan it again.',
    );
  }
  const reason = String(error instanceof Error ? error.message : error).split('\n')[0]!;
  return new DomainError(
    'document/damaged',
    `The picture cannot be decoded (${reason}); scan or export it again.`,
  );
}
