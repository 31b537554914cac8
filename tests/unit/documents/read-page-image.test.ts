/** How a page is brought to be read: the engine is played by one that can read only what lies as it should. */
import { examinePage } from '#core/documents/examine-page.js';
import { readPageImage } from '#core/documents/read-page-image.js';
import { addTurns, type QuarterTurn, turnImage } from '#core/documents/turn-image.js';
import type { ImageCodec } from '#ports/image-codec.port.js';
import type { OcrEngine, OcrWord } from '#ports/ocr-engine.port.js';
import type { GreyImage } from '#ports/page-image.js';

const WIDTH = 300;
const HEIGHT = 400;
const INK = 40;

/** A page of printed bars for letters, with a mark in its corner by which the played engine knows how it lies. */
function marked(paper = 255): GreyImage {
  const data = new Uint8Array(WIDTH * HEIGHT).fill(paper);
  for (let top = 60; top < 360; top += 20)
    for (let left = 40; left < 260; left += 8)
      for (let y = top; y < top + 9; y += 1) data.fill(INK, y * WIDTH + left, y * WIDTH + left + 5);
  for (let y = 0; y < 20; y += 1) data.fill(0, y * WIDTH, y * WIDTH + 20);
  return { data, width: WIDTH, height: HEIGHT, dpi: null };
}

const words = (count: number, confidence: number): OcrWord[] =>
  Array.from({ length: count }, (_, index) => ({
    text: 'readable',
    box: [100, 60 + index * 4, 180, 64 + index * 4],
    confidence,
    line: index,
    block: 0,
  }));

function play(answer: (image: GreyImage) => OcrWord[]) {
  const seen: GreyImage[] = [];
  const ocr = {
    parallel: 1,
    read: async ({ image }: { image: GreyImage }) => {
      seen.push(image);
      return answer(image);
    },
  } as unknown as OcrEngine;
  const images = { transform: async (image: GreyImage) => image } as unknown as ImageCodec;
  const options = {
    ocr,
    images,
    language: 'eng',
    languages: ['eng'],
    timeout: 1000,
    signal: new AbortController().signal,
  };
  return { seen, read: (page: GreyImage) => readPageImage(page, options) };
}

const isDark = ({ data, width }: GreyImage, x: number, y: number): boolean => data[y * width + x]! < 128;
const isWhole = ({ data }: GreyImage): boolean => data.length === WIDTH * HEIGHT;
/** Whether the mark is in the top left corner; parts of the page are told by a dark left edge of the mark's page. */
const upright = (image: GreyImage): boolean => isDark(image, 5, 5) && image.height > image.width;

test.each<QuarterTurn>([0, 90, 180, 270])(
  'pixels turned by %d° and back are the same, and the page stays as it was',
  (turn) => {
    // A Buffer, as decoders give it: its slice() shares memory.
    const page = { ...marked(), data: Buffer.from(marked().data) };
    const before = Uint8Array.from(page.data);
    const turned = turnImage(page, turn);
    const back = turnImage(turned, addTurns(360 as QuarterTurn, (360 - turn) as QuarterTurn));
    expect(Uint8Array.from(back.data)).toEqual(before);
    expect(Uint8Array.from(page.data)).toEqual(before);
    expect([back.width, back.height]).toEqual([WIDTH, HEIGHT]);
  },
);

test('a page that is read well is read once', async () => {
  const { seen, read } = play(() => words(60, 0.95));
  expect((await read(marked())).words).toHaveLength(60);
  expect(seen).toHaveLength(1);
});

test('a page read poorly is tried in the other turns, and the better one wins', async () => {
  const page = turnImage(marked(), 180);
  const examined = examinePage(page).turn;
  const { read } = play((image) => {
    if (isWhole(image)) return upright(image) ? words(60, 0.95) : words(5, 0.2);
    // Of the parts, the one in the missing turn reads best; the played engine tells it by the turns tried so far.
    return words(20, 0.9);
  });
  const reading = await read(page);
  expect(reading.turn).toBe(180);
  expect(reading.turn).not.toBe(examined === 180 ? 0 : examined);
  expect(reading.words).toHaveLength(60);
});

test('where no other turn reads better, the page stays as it lies', async () => {
  const { read } = play((image) => words(isWhole(image) ? 5 : 0, 0.3));
  const { turn, words: kept } = await read(marked());
  expect(turn).toBe(examinePage(marked()).turn);
  expect(kept).toHaveLength(5);
});

test('letters that the eye sees and the engine does not: the light is evened', async () => {
  // Pale paper with a dark edge: one threshold parts the edge from everything else.
  const page = marked(120);
  for (let y = 0; y < HEIGHT; y += 1) page.data.fill(0, y * WIDTH, y * WIDTH + 6);
  const { seen, read } = play((image) => {
    const mean = image.data.reduce((sum, value) => sum + value, 0) / image.data.length;
    return mean > 170 ? words(60, 0.9) : [];
  });
  expect((await read(page)).words).toHaveLength(60);
  const evened = seen.find(({ data }) => data.includes(255));
  expect(evened).toBeDefined();
});

test('a blank page is read once', async () => {
  const { seen, read } = play(() => []);
  const data = new Uint8Array(WIDTH * HEIGHT).fill(255);
  expect((await read({ data, width: WIDTH, height: HEIGHT, dpi: null })).words).toEqual([]);
  expect(seen).toHaveLength(1);
});
