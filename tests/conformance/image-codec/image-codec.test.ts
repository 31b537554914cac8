/** Whatever a picture is stored as, it becomes the grey pixels that a person sees; what is no whole picture is told. */
import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { SharpImageCodec } from '../../../libs/adapters/image/sharp-image-codec.js';
import { handWrittenTiff } from '../../support/hand-written-tiff.js';
import { whitePng } from '../../support/hostile-files.js';

const codec = new SharpImageCodec();
const LIMIT = { frame: 0, maxPixels: 1_000_000 };

/** Black left half, white right half; its upper left quarter grey, so that every turn and flip shows. */
const WIDTH = 32;
const HEIGHT = 16;
const GREY = 128;
const sample = (x: number, y: number): number => (x >= WIDTH / 2 ? 255 : y < HEIGHT / 2 ? GREY : 0);
const pixels = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
  sample(at % WIDTH, Math.floor(at / WIDTH)),
);
const picture = () => sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } });

/** What stands in the middle of each quarter of the decoded picture: top left, top right, bottom left, bottom right. */
async function quarters(bytes: Uint8Array, frame = 0): Promise<number[]> {
  const { data, width, height } = await codec.decodeGrey(bytes, { ...LIMIT, frame });
  expect(data).toHaveLength(width * height);
  const at = (x: number, y: number) => data[Math.floor(y * height) * width + Math.floor(x * width)]!;
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
}
const near = (values: number[]): unknown => values.map((value) => expect.closeTo(value, -1));
const UPRIGHT = [GREY, 255, 0, 255];

/** Where row 0 and column 0 of the stored picture are shown (EXIF 2.32, tag 274). */
const ORIENTATIONS: [number, string, number[]][] = [
  [1, 'top, left', [GREY, 255, 0, 255]],
  [2, 'top, right', [255, GREY, 255, 0]],
  [3, 'bottom, right', [255, 0, 255, GREY]],
  [4, 'bottom, left', [0, 255, GREY, 255]],
  [5, 'left, top', [GREY, 0, 255, 255]],
  [6, 'right, top', [0, GREY, 255, 255]],
  [7, 'right, bottom', [255, 255, 0, GREY]],
  [8, 'left, bottom', [255, 255, GREY, 0]],
];

describe.each(['jpeg', 'png', 'webp', 'tiff'] as const)('%s', (format) => {
  test.each(ORIENTATIONS)('EXIF orientation %d (%s) is applied', async (orientation, _, expected) => {
    const bytes = await picture().withMetadata({ orientation }).toFormat(format, { quality: 95 }).toBuffer();
    expect(await quarters(bytes)).toEqual(near(expected));
    const { width, height } = await codec.inspect(bytes);
    expect([width, height]).toEqual(orientation < 5 ? [WIDTH, HEIGHT] : [HEIGHT, WIDTH]);
  });
});

describe('pixels of every kind become grey over white', () => {
  const rgba = (alpha: number) =>
    sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha } } });
  test.each([
    ['8-bit with alpha', () => rgba(0).png()],
    ['palette with alpha', () => rgba(0).png({ palette: true })],
    ['16-bit with alpha', () => rgba(0).toColourspace('rgb16').png()],
    ['WebP with alpha', () => rgba(0).webp({ lossless: true })],
  ])('what is transparent is paper: %s', async (_, made) => {
    expect(await quarters(await made().toBuffer())).toEqual(near([255, 255, 255, 255]));
  });

  test('half transparent ink is grey', async () => {
    expect(await quarters(await rgba(0.5).png().toBuffer())).toEqual(near([127, 127, 127, 127]));
  });

  test('16 bits keep their tone', async () => {
    const bytes = await picture().toColourspace('grey16').png().toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe('ushort');
    expect(await quarters(bytes)).toEqual(near(UPRIGHT));
  });

  test('16-bit TIFF keeps its tone', async () => {
    const grey = Uint8Array.from({ length: pixels.length * 2 }, (_, at) => pixels[at >> 1]!);
    const bytes = handWrittenTiff([{ width: WIDTH, height: HEIGHT, grey, bits: 16 }]);
    expect(await quarters(bytes)).toEqual(near(UPRIGHT));
  });

  test('CMYK JPEG is not a negative', async () => {
    const bytes = await picture().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const [grey, white, black] = await quarters(bytes);
    expect(white).toBeGreaterThan(245);
    expect(black).toBeLessThan(60);
    expect(grey).toBeGreaterThan(80);
    expect(grey).toBeLessThan(180);
  });

  test.each([
    ['black is 0', false],
    ['white is 0', true],
  ])('1-bit fax page, %s', async (_, miniswhite) => {
    const bytes = await picture()
      .toColourspace('b-w')
      .tiff({ compression: 'ccittfax4', bitdepth: 1, miniswhite })
      .toBuffer();
    expect((await sharp(bytes).metadata()).bitsPerSample).toBe(1);
    const [, white, black] = await quarters(bytes);
    expect([white, black]).toEqual([255, 0]);
  });
});

describe('TIFF of many pages', () => {
  const page = (width: number, height: number, grey: number, more = {}) => ({
    width,
    height,
    grey: new Uint8Array(width * height).fill(grey),
    ...more,
  });

  test('each page has its own size, tone and resolution', async () => {
    const bytes = handWrittenTiff([
      page(20, 10, 10, { resolution: [300, 300] }),
      page(12, 30, 90, { resolution: [150, 150] }),
      page(8, 8, 200),
    ]);
    expect((await codec.inspect(bytes)).frames).toBe(3);
    const decoded = [];
    for (const frame of [0, 1, 2]) {
      const { data, width, height, dpi } = await codec.decodeGrey(bytes, { ...LIMIT, frame });
      decoded.push([width, height, dpi, data[0]]);
    }
    expect(decoded).toEqual([
      [20, 10, 300, 10],
      [12, 30, 150, 90],
      [8, 8, 200, 200],
    ]);
  });

  test('a later page beyond the limit is refused, the others are not', async () => {
    const bytes = handWrittenTiff([page(20, 10, 10), page(2000, 1000, 90)]);
    await expect(codec.decodeGrey(bytes, { frame: 1, maxPixels: 1000 })).rejects.toMatchObject({
      code: 'document/too-many-pixels',
    });
    expect((await codec.decodeGrey(bytes, { frame: 0, maxPixels: 1000 })).width).toBe(20);
  });

  test('fax pages of 204 × 98 dots per inch are squared up', async () => {
    const bytes = handWrittenTiff([page(204, 98, 255, { resolution: [204, 98] })]);
    const { width, height, dpi } = await codec.decodeGrey(bytes, LIMIT);
    expect([width, height, dpi]).toEqual([204, 204, 204]);
  });

  test('also when they were sent lying on their side', async () => {
    const bytes = handWrittenTiff([page(408, 98, 255, { resolution: [204, 98], orientation: 6 })]);
    const { width, height } = await codec.decodeGrey(bytes, LIMIT);
    expect([width, height]).toEqual([204, 408]);
  });
});

describe('what is no whole picture is told', () => {
  const noise = sharp(randomBytes(200 * 200), { raw: { width: 200, height: 200, channels: 1 } });
  const noisy = (format: 'png' | 'jpeg' | 'tiff' | 'webp' | 'gif') =>
    noise.clone().toFormat(format).toBuffer();
  const codeOf = (bytes: Uint8Array): Promise<string> =>
    codec
      .inspect(bytes)
      .then(() => codec.decodeGrey(bytes, LIMIT))
      .then(
        () => 'decoded',
        ({ code }) => code,
      );

  test.each(['png', 'jpeg', 'tiff', 'webp', 'gif'] as const)('%s that ends in the middle', async (format) => {
    const whole = await noisy(format);
    expect(await codeOf(whole)).toBe('decoded');
    for (const share of [0.95, 0.5, 0.1, 0.01]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      expect({ share, code: await codeOf(cut) }).toEqual({ share, code: 'document/truncated' });
    }
  });

  test('a TIFF whose last page is missing is not passed off as whole', async () => {
    const pages = [200, 100].map((grey) => ({
      width: 50,
      height: 50,
      grey: new Uint8Array(2500).fill(grey),
    }));
    const whole = handWrittenTiff(pages);
    expect(await codeOf(whole)).toBe('decoded');
    expect(await codeOf(whole.subarray(0, handWrittenTiff(pages.slice(0, 1)).length + 100))).toBe(
      'document/truncated',
    );
  });

  test('a PNG that is spoilt, not cut off', async () => {
    const spoilt = await noisy('png');
    spoilt.fill(0x5a, 10_000, 10_040);
    expect(await codeOf(spoilt)).toBe('document/damaged');
  });

  test('a JPEG with bytes behind its end is whole', async () => {
    expect(await codeOf(Buffer.concat([await noisy('jpeg'), Buffer.alloc(100)]))).toBe('decoded');
  });

  test('40,000 × 40,000 pixels in 200 KB are refused before they take memory', async () => {
    const bomb = whitePng(40_000, 40_000);
    expect(bomb.length).toBeLessThan(300_000);
    const before = process.resourceUsage().maxRSS;
    const { width, height } = await codec.inspect(bomb);
    expect([width, height]).toEqual([40_000, 40_000]);
    await expect(codec.decodeGrey(bomb, { frame: 0, maxPixels: 150_000_000 })).rejects.toMatchObject({
      code: 'document/too-many-pixels',
      message: expect.stringContaining('etl.max_pixels'),
    });
    // In kilobytes; one bit a pixel alone would be 200 MB.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000);
  });
});

describe('moving pixels', () => {
  test('scales, then turns clockwise over white', async () => {
    const image = await codec.decodeGrey(await picture().png().toBuffer(), LIMIT);
    const larger = await codec.transform(image, { scale: 2 });
    expect([larger.width, larger.height]).toEqual([WIDTH * 2, HEIGHT * 2]);
    const { data, width, height } = await codec.transform(image, { degrees: 45 });
    expect(width).toBe(height);
    expect(data[0]).toBe(255);
    // Clockwise by 45°, the left end goes up: black and grey lie above the middle, white below.
    expect(data[Math.floor(height / 2) * width + Math.floor(width * 0.75)]).toBe(255);
    expect(data[Math.floor(height * 0.4) * width + Math.floor(width * 0.3)]).toBeLessThan(200);
  });

  test('by nothing is the picture itself', async () => {
    const image = await codec.decodeGrey(await picture().png().toBuffer(), LIMIT);
    expect(await codec.transform(image, {})).toEqual(image);
  });

  test('what is written as a file is the same picture when it is decoded', async () => {
    const image = await codec.decodeGrey(await picture().png().toBuffer(), LIMIT);
    expect(await quarters(await codec.encode(image))).toEqual(near(UPRIGHT));
  });
});
