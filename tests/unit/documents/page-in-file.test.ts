/** A place on a page as it was read comes back to where it stands in the file, however the page was turned. */
import type { Page } from '#contracts/extracted-document.schema.js';
import { type Box, pageInFile } from '#core/documents/page-in-file.js';
import type { QuarterTurn } from '#core/documents/turn-image.js';

const FILE = { width: 600, height: 1000 };
const TURNS: readonly QuarterTurn[] = [0, 90, 180, 270];

interface Way {
  rotation: QuarterTurn;
  skew: number;
  scale: number;
}

/** The way that pixels go: turned clockwise, scaled, turned back by the skew about the middle. */
function read([x, y]: [number, number], { rotation, skew, scale }: Way) {
  const { width, height } = FILE;
  const [turnedX, turnedY] = {
    0: [x, y],
    90: [height - y, x],
    180: [width - x, height - y],
    270: [y, width - x],
  }[rotation] as [number, number];
  const upright = rotation % 180 === 0 ? { width, height } : { width: height, height: width };
  const across = (turnedX - upright.width / 2) * scale;
  const down = (turnedY - upright.height / 2) * scale;
  const radians = (-skew * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(radians), Math.sin(radians)];
  const page = {
    width: scale * (upright.width * cosine + upright.height * Math.abs(sine)),
    height: scale * (upright.width * Math.abs(sine) + upright.height * cosine),
  };
  return {
    page,
    x: page.width / 2 + across * cosine - down * sine,
    y: page.height / 2 + across * sine + down * cosine,
  };
}

const pageOf = (size: { width: number; height: number }, { rotation, skew }: Way): Page => ({
  ...{ number: 3, ...size, source: 'ocr', rotation, skew, text: '', words: [], confidence: null },
  shown: { ...FILE, unit: 'pixel' },
});

const ways = TURNS.flatMap((rotation) =>
  [0, 3, -7.35, 15].flatMap((skew) => [0.49, 1, 2.7].map((scale) => ({ rotation, skew, scale }))),
);

test.each(ways)('a point returns to the file: $rotation°, skew $skew°, scale $scale', (way) => {
  for (const point of [
    [0, 0],
    [600, 1000],
    [123.25, 70.5],
    [580, 911],
  ] as [number, number][]) {
    const { page, x, y } = read(point, way);
    const { geometry, boxOf } = pageInFile(pageOf(page, way))!;
    const [left, top, right, bottom] = boxOf([x, y, x, y]);
    expect([left, top]).toEqual([expect.closeTo(point[0], 1), expect.closeTo(point[1], 1)]);
    expect([right, bottom]).toEqual([left, top]);
    expect(geometry).toEqual({
      ...{ page: 3, ...FILE, unit: 'pixel', rotation: way.rotation, skew: way.skew },
      scale: expect.closeTo(way.scale, 3),
    });
  }
});

test('a page that lies as it is read keeps its boxes', () => {
  const box: Box = [10.5, 20, 99.25, 31];
  const page = pageOf(FILE, { rotation: 0, skew: 0, scale: 1 });
  expect(pageInFile(page)!.boxOf(box)).toEqual(box);
});

test('a box on a sloping page becomes the upright rectangle around it, never beyond the page', () => {
  const way: Way = { rotation: 0, skew: 10, scale: 1 };
  const { page, x, y } = read([300, 500], way);
  const [left, top, right, bottom] = pageInFile(pageOf(page, way))!.boxOf([x - 50, y - 10, x + 50, y + 10]);
  const [cosine, sine] = [Math.cos(Math.PI / 18), Math.sin(Math.PI / 18)];
  expect(right - left).toBeCloseTo(100 * cosine + 20 * sine, 1);
  expect(bottom - top).toBeCloseTo(100 * sine + 20 * cosine, 1);
  const whole = pageInFile(pageOf(page, way))!.boxOf([0, 0, page.width, page.height]);
  expect(whole).toEqual([0, 0, FILE.width, FILE.height]);
});

test('fax pages, squared to be read, have their boxes where the stored pixels stand', () => {
  const page = pageOf({ width: 600, height: 2000 }, { rotation: 0, skew: 0, scale: 1 });
  expect(pageInFile(page)!.boxOf([60, 200, 120, 260])).toEqual([60, 100, 120, 130]);
});

test('a page without a size in the file has no places', () => {
  const { shown: _, ...page } = pageOf(FILE, { rotation: 0, skew: 0, scale: 1 });
  expect(pageInFile(page)).toBeNull();
});
