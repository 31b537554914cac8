/** What the directories of a classic TIFF file say about its pages, where libvips does not (TIFF 6.0). */

const TAG_STRIP_OFFSETS = 273;
const TAG_STRIP_BYTES = 279;
const TAG_X_RESOLUTION = 282;
const TAG_Y_RESOLUTION = 283;
const TAG_UNIT = 296;
const TAG_TILE_OFFSETS = 324;
const TAG_TILE_BYTES = 325;
const TYPE_SHORT = 3;
const TYPE_RATIONAL = 5;
const UNIT_CENTIMETRE = 3;
const ENTRY_BYTES = 12;
/** A chain of directories longer than any real file is a loop. */
const MOST_DIRECTORIES = 100_000;

export interface Resolution {
  /** Dots per inch. */
  x: number;
  y: number;
}

/** The numbers behind each tag of one directory. */
type Directory = ReadonlyMap<number, () => number[]>;

/**
 * The resolution of a page in both directions: fax pages have twice as many dots across as down (T.4).
 * @param frame from 0. @returns null where the file does not say, or is no classic TIFF
 */
export function tiffResolution(bytes: Uint8Array, frame: number): Resolution | null {
  try {
    let index = 0;
    for (const directory of directories(bytes)) if (index++ === frame) return resolutionOf(directory);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** @returns whether pixels that a page names, or a page that the one before names, lie beyond the file's end */
export function tiffEndsEarly(bytes: Uint8Array): boolean {
  try {
    for (const directory of directories(bytes)) {
      for (const [starts, lengths] of [
        [TAG_STRIP_OFFSETS, TAG_STRIP_BYTES],
        [TAG_TILE_OFFSETS, TAG_TILE_BYTES],
      ] as const) {
        const ends = directory.get(lengths)?.() ?? [];
        const beyond = directory
          .get(starts)?.()
          .some((start, at) => start + (ends[at] ?? 0) > bytes.length);
        if (beyond) return true;
      }
    }
    return false;
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

/** @throws RangeError where the file ends within a directory */
function* directories(bytes: Uint8Array): Generator<Directory> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = view.getUint16(0);
  const littleEndian = order === 0x4949;
  if ((!littleEndian && order !== 0x4d4d) || view.getUint16(2, littleEndian) !== 42) return;
  let at = view.getUint32(4, littleEndian);
  for (let index = 0; at !== 0 && index < MOST_DIRECTORIES; index += 1) {
    const entries = view.getUint16(at, littleEndian);
    const directory = new Map<number, () => number[]>();
    for (let entry = at + 2; entry < at + 2 + entries * ENTRY_BYTES; entry += ENTRY_BYTES) {
      directory.set(view.getUint16(entry, littleEndian), () => valuesOf(view, entry, littleEndian));
    }
    at = view.getUint32(at + 2 + entries * ENTRY_BYTES, littleEndian);
    yield directory;
  }
}

/** Short and long values, and rationals as fractions. Four bytes or less stand in the entry itself. */
function valuesOf(view: DataView, entry: number, littleEndian: boolean): number[] {
  const type = view.getUint16(entry + 2, littleEndian);
  const count = view.getUint32(entry + 4, littleEndian);
  const short = type === TYPE_SHORT;
  const size = short ? 2 : type === TYPE_RATIONAL ? 8 : 4;
  const start = count * size <= 4 ? entry + 8 : view.getUint32(entry + 8, littleEndian);
  // Before the list is made: a spoilt count is no reason to take gigabytes.
  if (start + count * size > view.byteLength) throw new RangeError('values beyond the end of the file');
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    if (short) return view.getUint16(at, littleEndian);
    const value = view.getUint32(at, littleEndian);
    return size === 8 ? value / view.getUint32(at + 4, littleEndian) : value;
  });
}

function resolutionOf(directory: Directory): Resolution | null {
  const of = (tag: number) => directory.get(tag)?.()[0];
  const x = of(TAG_X_RESOLUTION);
  const y = of(TAG_Y_RESOLUTION);
  if (!x || !y || !Number.isFinite(x) || !Number.isFinite(y)) return null;
  const perInch = of(TAG_UNIT) === UNIT_CENTIMETRE ? 2.54 : 1;
  return { x: x * perInch, y: y * perInch };
}
