/** Uncompressed 8-bit grey TIFF files byte by byte: pages of different sizes and resolutions, which encoders refuse to mix. */

export interface TiffPage {
  width: number;
  height: number;
  grey: Uint8Array;
  /** Dots per inch across and down. */
  resolution?: [number, number];
  /** EXIF orientation. */
  orientation?: number;
  /** 8 unless told; with 16 `grey` holds big-endian pairs. */
  bits?: number;
}

const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;

/** @returns a big-endian classic TIFF (TIFF 6.0) */
export function handWrittenTiff(pages: readonly TiffPage[]): Buffer {
  const chunks: Buffer[] = [Buffer.from([0x4d, 0x4d, 0, 42])];
  let at = 8;
  let link = Buffer.alloc(4);
  chunks.push(link);
  const place = (chunk: Uint8Array): number => {
    const start = at;
    chunks.push(Buffer.from(chunk));
    at += chunk.length;
    return start;
  };
  for (const { width, height, grey, resolution = [200, 200], orientation = 1, bits = 8 } of pages) {
    const strip = place(grey.length % 2 === 0 ? grey : Buffer.concat([grey, Buffer.alloc(1)]));
    const [x, y] = resolution.map((dots) => {
      const rational = Buffer.alloc(8);
      rational.writeUInt32BE(dots, 0);
      rational.writeUInt32BE(1, 4);
      return place(rational);
    });
    const entries: [tag: number, type: number, value: number][] = [
      [256, LONG, width],
      [257, LONG, height],
      [258, SHORT, bits],
      [259, SHORT, 1],
      [262, SHORT, 1],
      [273, LONG, strip],
      [274, SHORT, orientation],
      [277, SHORT, 1],
      [278, LONG, height],
      [279, LONG, grey.length],
      [282, RATIONAL, x!],
      [283, RATIONAL, y!],
      [296, SHORT, 2],
    ];
    const directory = Buffer.alloc(2 + entries.length * 12);
    directory.writeUInt16BE(entries.length, 0);
    entries.forEach(([tag, type, value], index) => {
      const offset = 2 + index * 12;
      directory.writeUInt16BE(tag, offset);
      directory.writeUInt16BE(type, offset + 2);
      directory.writeUInt32BE(1, offset + 4);
      // Short values stand in the first two of the four bytes.
      if (type === SHORT) directory.writeUInt16BE(value, offset + 8);
      else directory.writeUInt32BE(value, offset + 8);
    });
    link.writeUInt32BE(place(directory), 0);
    link = Buffer.alloc(4);
    place(link);
    // `place` copied the link; what is written into it later must reach the file.
    chunks[chunks.length - 1] = link;
  }
  return Buffer.concat(chunks);
}
