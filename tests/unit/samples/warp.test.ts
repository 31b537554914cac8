/** The camera's view of a page: corners go where they are sent, what lies outside stays. */
import { homography, type Point, type Raster, warpOnto } from '#samples/damage/warp.js';

const plain = (width: number, height: number, value: number): Raster => ({
  data: new Uint8Array(width * height).fill(value),
  width,
  height,
  channels: 1,
});

const square: Point[] = [
  [0, 0],
  [9, 0],
  [9, 9],
  [0, 9],
];

test('a homography takes each corner to its place', () => {
  const to: Point[] = [
    [3, 2],
    [21, 4],
    [19, 25],
    [1, 22],
  ];
  const [a, b, c, d, e, f, g, h] = homography(square, to) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (const [i, [x, y]] of square.entries()) {
    const depth = g * x + h * y + 1;
    expect((a * x + b * y + c) / depth).toBeCloseTo(to[i]![0], 6);
    expect((d * x + e * y + f) / depth).toBeCloseTo(to[i]![1], 6);
  }
});

test('corners on one line are refused', () => {
  const line: Point[] = [
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
  ];
  expect(() => homography(line, square)).toThrow('one line');
});

test('a page covers its corners and leaves the table around it', () => {
  const seen = warpOnto(plain(20, 20, 40), plain(10, 10, 200), [
    [5, 5],
    [14, 5],
    [14, 14],
    [5, 14],
  ]);
  expect(seen.data[10 * 20 + 10]).toBe(200);
  expect(seen.data[2 * 20 + 2]).toBe(40);
  expect(seen.data[18 * 20 + 10]).toBe(40);
});
