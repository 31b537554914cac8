/** The small grey picture of a page that features and reports use. */
import type { Thumbnail } from '#contracts/extracted-document.schema.js';
import { THUMBNAIL_SIDE } from '#contracts/extracted-document.schema.js';
import type { GreyImage } from '#ports/page-image.js';
import { fitImage } from './shrink-image.js';

export function makeThumbnail(page: GreyImage): Thumbnail {
  const { data, width, height } = fitImage(page, THUMBNAIL_SIDE);
  return { width, height, grey: Buffer.from(data).toString('base64') };
}
