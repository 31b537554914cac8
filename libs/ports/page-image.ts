/** A page as pixels: what PDF renderers and image decoders give, and OCR engines take. */

/** 8-bit grey, row by row from the top left, `data.length === width * height`; 0 is black. */
export interface GreyImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Dots per inch as the file says, null where it does not say or cannot be believed. */
  readonly dpi: number | null;
}
