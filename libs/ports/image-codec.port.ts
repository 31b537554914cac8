/**
 * Decodes picture files and moves pixels: the native code that core cannot hold.
 *
 * Promises: never decodes more than the given number of pixels; colour, alpha (over white), CMYK and 16-bit
 * become 8-bit grey; the EXIF orientation is applied.
 */
import type { GreyImage } from './page-image.js';

export interface ImageInfo {
  /** 'png', 'jpeg', 'tiff', 'webp', 'gif', … as found from the content. */
  format: string;
  /** Pixels of one frame, as displayed. */
  width: number;
  height: number;
  /** Pages of a TIFF, frames of an animation. */
  frames: number;
  dpi: number | null;
}

/** A decoded page. Where its resolution differs across and down (fax), its pixels were made square. */
export interface DecodedImage extends GreyImage {
  /** Pixels as a viewer shows it: the EXIF orientation applied, nothing stretched. */
  readonly shown: { readonly width: number; readonly height: number };
}

export abstract class ImageCodec {
  abstract describe(): Promise<{ name: string; version: string }>;
  /** Reads the header only. @throws DomainError 'document/damaged', 'document/truncated', 'document/unsupported-type' */
  abstract inspect(bytes: Uint8Array): Promise<ImageInfo>;
  /** @param frame from 0. @throws DomainError 'document/truncated', 'document/damaged', 'document/too-many-pixels' */
  abstract decodeGrey(
    bytes: Uint8Array,
    options: { frame: number; maxPixels: number },
  ): Promise<DecodedImage>;
  /** As a WebP file. */
  abstract encode(image: GreyImage): Promise<Uint8Array>;
  /** Scales by `scale` (1 keeps), then turns by `degrees` clockwise over a white ground. */
  abstract transform(image: GreyImage, options: { scale?: number; degrees?: number }): Promise<GreyImage>;
}
