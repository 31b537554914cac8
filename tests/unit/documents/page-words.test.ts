/** Words of a page as the API tells them: on the page of the file, whichever way it was turned to be read. */
import type { Page } from '#contracts/extracted-document.schema.js';
import { pageWords } from '#core/documents/page-words.js';

const word = { text: 'Dear', confidence: 0.9, line: 0, block: 0 };
const page: Page = {
  ...{
    number: 2,
    width: 200,
    height: 100,
    source: 'ocr',
    rotation: 0,
    skew: 0,
    text: 'Dear',
    confidence: 0.9,
  },
  words: [{ ...word, box: [20, 10, 60, 30] }],
};

test('boxes are in the unit of the file, with its geometry', () => {
  const { geometry, words } = pageWords({ ...page, shown: { width: 400, height: 200, unit: 'px' } as never });
  expect(geometry).toMatchObject({ page: 2, width: 400, height: 200 });
  expect(words).toEqual([{ ...word, box: [40, 20, 120, 60] }]);
});

test('words of a page without places have none', () => {
  expect(pageWords(page)).toEqual({ page: 2, geometry: null, words: [{ ...word, box: null }] });
});
