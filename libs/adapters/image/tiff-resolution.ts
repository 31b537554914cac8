/** The resolution of a TIFF page in both directions: fax pages have twice as many dots across as down (TIFF 6.0, T.4). */

const TAG_X_RESOLUTION = 282;
const TAG_Y_RESOLUTION = 283;
const TAG_UNIT = 296;
const UNIT_CENTIMETRE = 3;
const ENTRY_BYTES = 12;
/** A chain of directories longer than any real file is a loop. */
const MOST_DIRECTORIES = 100_000;

export interface Resolution {
  /** Dots per inch. */
  x: number;
  y: number;
}

/** @param frame from 0. @returns null where the file does not say, or is no classic TIFF */
export function tiffResolution(bytes: Uint8Array, frame: number): Resolution | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const littleEndian = view.getUint16(0) === 0x4949;
    if (view.getUint16(2, littleEndian) !== 42) return null;
    let directory = view.getUint32(4, littleEndian);
    for (let index = 0; index < frame && index < MOST_DIRECTORIES; index += 1) {
      directory = view.getUint32(
        directory + 2 + view.getUint16(directory, littleEndian) * ENTRY_BYTES,
        littleEndian,
      );
    }
    return directory === 0 ? null : resolutionOf(view, directory, littleEndian);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function resolutionOf(view: DataView, directory: number, littleEndian: boolean): Resolution | null {
  let x = 0;
  let y = 0;
  let perInch = 1;
  const entries = view.getUint16(directory, littleEndian);
  for (let index = 0; index < entries; index += 1) {
    const entry = directory + 2 + index * ENTRY_BYTES;
    const tag = view.getUint16(entry, littleEndian);
    const rational = () => {
      const offset = view.getUint32(entry + 8, littleEndian);
      return view.getUint32(offset, littleEndian) / view.getUint32(offset + 4, littleEndian);
    };
    if (tag === TAG_X_RESOLUTION) x = rational();
    if (tag === TAG_Y_RESOLUTION) y = rational();
    if (tag === TAG_UNIT && view.getUint16(entry + 8, littleEndian) === UNIT_CENTIMETRE) perInch = 2.54;
  }
  const valid = Number.isFinite(x) && Number.isFinite(y) && x > 0 && y > 0;
  return valid ? { x: x * perInch, y: y * perInch } : null;
}
