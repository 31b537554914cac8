/** Pages of a picture file: scans, photos, faxes, TIFF of many pages. */
import { DomainError } from '#contracts/domain-error.js';
import type { Page } from '#contracts/extracted-document.schema.js';
import type { PageSize } from '#contracts/page-geometry.schema.js';
import type { GreyImage } from '#ports/page-image.js';
import { composeText } from './compose-text.js';
import type { PageOutcome, ReadingContext } from './document-reading.js';
import { animated } from './find-media-type.js';
import { makeThumbnail } from './make-thumbnail.js';
import { readPageImage } from './read-page-image.js';
import { readPages } from './read-pages.js';

/** Formats whose frames are moments, not pages. */
const ANIMATED_FORMATS = new Set(['gif', 'webp']);

export async function readImageFile(bytes: Uint8Array, context: ReadingContext): Promise<Page[]> {
  const { tools, limits } = context;
  const { frames, width, height, format } = await tools.images.inspect(bytes);
  if (frames > 1 && ANIMATED_FORMATS.has(format)) throw animated();
  if (width * height > limits.maxPixels) {
    throw new DomainError(
      'document/too-many-pixels',
      `The picture has ${width} × ${height} pixels, more than etl.max_pixels in params.yaml allows (${limits.maxPixels}); scan it at a lower resolution or raise the limit.`,
      { width, height, limit: limits.maxPixels },
    );
  }
  return readPages(frames, context, async (number, language) => {
    const image = await tools.images.decodeGrey(bytes, { frame: number - 1, maxPixels: limits.maxPixels });
    return readPixels(image, { ...image.shown, unit: 'pixel' }, number, language, context);
  });
}

/** One page from pixels, as the document holds it. @param shown its size in the file */
export async function readPixels(
  pixels: GreyImage,
  shown: PageSize,
  number: number,
  firstLanguage: string,
  { tools, limits, signal }: ReadingContext,
): Promise<PageOutcome> {
  const { words, image, turn, skew, language } = await readPageImage(pixels, {
    ocr: tools.ocr,
    images: tools.images,
    language: firstLanguage,
    languages: limits.languages,
    timeout: limits.pageTimeout,
    signal,
  });
  const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / words.length;
  const page: Page = {
    number,
    width: image.width,
    height: image.height,
    source: words.length === 0 ? 'blank' : 'ocr',
    rotation: turn,
    skew,
    shown,
    text: composeText(words),
    words,
    confidence: words.length === 0 ? null : Math.round(confidence * 1000) / 1000,
    ...(number === 1 && { thumbnail: makeThumbnail(image) }),
  };
  return { page, language };
}
