/** Perspective: lays a flat picture onto four corners of a larger one, as a camera sees a page. */

/** Eight-bit samples, `channels` a pixel, row by row. */
export interface Raster {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

export type Point = readonly [x: number, y: number];

/** Gauss-Jordan with partial pivoting. @throws RangeError where the corners lie on one line. */
const solve = (rows: number[][]): number[] => {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    if (Math.abs(rows[pivot]![column]!) < 1e-12) throw new RangeError('The four corners lie on one line.');
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let k = column; k <= size; k++) rows[row]![k]! -= factor * rows[column]![k]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
};

/** The eight numbers of the homography that takes each `from` to its `to` (Hartley and Zisserman, ch. 4). */
export const homography = (from: readonly Point[], to: readonly Point[]): number[] =>
  solve(
    from.flatMap(([x, y], i) => {
      const [u, v] = to[i] as Point;
      return [
        [x, y, 1, 0, 0, 0, -x * u, -y * u, u],
        [0, 0, 0, x, y, 1, -x * v, -y * v, v],
      ];
    }),
  );

/** @returns `ground` with `page` laid onto `corners` (clockwise from the top left), sampled bilinearly. */
export const warpOnto = (ground: Raster, page: Raster, corners: readonly Point[]): Raster => {
  const { width: w, height: h, channels } = page;
  const [a, b, c, d, e, f, g, i] = homography(corners, [
    [0, 0],
    [w - 1, 0],
    [w - 1, h - 1],
    [0, h - 1],
  ]) as [number, number, number, number, number, number, number, number];
  const data = Uint8Array.from(ground.data);
  for (let y = 0; y < ground.height; y++) {
    for (let x = 0; x < ground.width; x++) {
      const depth = g * x + i * y + 1;
      const u = (a * x + b * y + c) / depth;
      const v = (d * x + e * y + f) / depth;
      if (u < 0 || v < 0 || u >= w - 1 || v >= h - 1) continue;
      const left = Math.floor(u);
      const top = Math.floor(v);
      const right = u - left;
      const down = v - top;
      const at = (top * w + left) * channels;
      const below = at + w * channels;
      const to = (y * ground.width + x) * channels;
      for (let k = 0; k < channels; k++) {
        const upper = page.data[at + k]! * (1 - right) + page.data[at + channels + k]! * right;
        const lower = page.data[below + k]! * (1 - right) + page.data[below + channels + k]! * right;
        data[to + k] = upper * (1 - down) + lower * down;
      }
    }
  }
  return { ...ground, data };
};
