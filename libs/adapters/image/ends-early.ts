/** Tells a picture file that was cut off from one that is spoilt: by its own account of where its parts lie. */
import { tiffEndsEarly } from './tiff-directories.js';

const PNG_SIGNATURE_BYTES = 8;
/** Length, type and checksum around the data of a chunk. */
const PNG_FRAME_BYTES = 12;
/** 'IEND'. */
const PNG_END = 0x49454e44;
const JPEG_END = 0xd9;
const JPEG_SCAN = 0xda;
const GIF_TRAILER = 0x3b;
const GIF_EXTENSION = 0x21;
const GIF_IMAGE = 0x2c;
/** Signature and logical screen descriptor. */
const GIF_HEADER_BYTES = 13;

/** @returns whether bytes are missing at the end; false for formats that do not tell */
export function endsEarly(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  try {
    if (mark.startsWith('\x89PNG')) return pngEndsEarly(view);
    if (mark.startsWith('\xff\xd8')) return jpegEndsEarly(view);
    if (mark.startsWith('RIFF')) return view.getUint32(4, true) + 8 > view.byteLength;
    if (mark.startsWith('GIF8')) return gifEndsEarly(view);
    return tiffEndsEarly(bytes);
  } catch (error) {
    // Read beyond the end: what should stand there is missing.
    if (error instanceof RangeError) return true;
    throw error;
  }
}

function pngEndsEarly(view: DataView): boolean {
  for (let at = PNG_SIGNATURE_BYTES; ; ) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    at += PNG_FRAME_BYTES + length;
    if (at > view.byteLength) return true;
    if (type === PNG_END) return false;
  }
}

/** Segments tell their length; after the start of a scan only the next marker tells where it ends (ITU T.81, B.1.1). */
function jpegEndsEarly(view: DataView): boolean {
  for (let at = 2; ; ) {
    while (view.getUint8(at) !== 0xff) at += 1;
    const marker = view.getUint8(at + 1);
    if (marker === JPEG_END) return false;
    // Stuffed zeros, fill bytes and restart marks stand alone.
    if (marker === 0 || marker === 1 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    at += 2 + view.getUint16(at + 2);
    if (marker === JPEG_SCAN && at > view.byteLength) return true;
  }
}

/** Blocks follow each other up to the trailer (GIF89a, appendix B). */
function gifEndsEarly(view: DataView): boolean {
  const table = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  let at = GIF_HEADER_BYTES + table(view.getUint8(10));
  for (;;) {
    const block = view.getUint8(at);
    if (block === GIF_TRAILER) return false;
    if (block === GIF_EXTENSION) at += 2;
    // Position and size, the colours of its own, and the size of the first code.
    else if (block === GIF_IMAGE) at += 10 + table(view.getUint8(at + 9)) + 1;
    // Spoilt rather than cut off.
    else return false;
    for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += 1 + length;
    at += 1;
  }
}
