/** Where documents begin in a file of several: by class, by what pages say of themselves, and not by one odd page. */
import { type PageEvidence, pageNumber, segmentPages } from '#core/prediction/segment-pages.js';

const CLASSES = ['invoice', 'letter', 'contract'];
const page = (label: string | null, confidence = 0.9, more: Partial<PageEvidence> = {}): PageEvidence => ({
  labels:
    label === null
      ? []
      : CLASSES.map((each) => ({
          label: each,
          confidence: each === label ? confidence : (1 - confidence) / (CLASSES.length - 1),
        })),
  ...{ text: 'some words', width: 595, height: 842, ...more },
});

test.each<[string, PageEvidence[], number[][]]>([
  ['nothing', [], []],
  ['a single page', [page('letter')], [[1, 1]]],
  ['one document of three pages', [page('contract'), page('contract', 0.7), page('contract', 0.5)], [[1, 3]]],
  [
    'another class',
    [page('letter'), page('invoice'), page('invoice', 0.6)],
    [
      [1, 1],
      [2, 3],
    ],
  ],
  [
    'one page within that looks a little like another class',
    [page('contract'), page('letter', 0.5), page('contract')],
    [[1, 3]],
  ],
  [
    'three of a class that number their pages',
    [1, 2, 1, 1].map((n) => page('invoice', 0.9, { text: `Page ${n} of 2` })),
    [
      [1, 2],
      [3, 3],
      [4, 4],
    ],
  ],
  [
    'a page of another class that goes on by its number',
    [page('letter', 0.9, { text: 'Page 1 of 2' }), page('invoice', 0.7, { text: 'Page 2 of 2' })],
    [[1, 2]],
  ],
  [
    'an empty back',
    [page('letter'), page(null, 0, { text: ' ' }), page('invoice')],
    [
      [1, 2],
      [3, 3],
    ],
  ],
  [
    'another paper',
    [page('invoice'), page('letter', 0.6, { width: 300, height: 300 })],
    [
      [1, 1],
      [2, 2],
    ],
  ],
  ['nothing that could be read', [page(null), page(null)], [[1, 2]]],
])('%s', (_, pages, ranges) => {
  expect(segmentPages(pages)).toEqual(ranges);
});

test.each<[string, number | null]>([
  ['Page 2 of 3', 2],
  ['Seite 1/4', 1],
  ['text\n- 3 -\n', 3],
  ['total\n2/3', 2],
  ['12/2024', null],
  ['call page', null],
])('%j says page %s', (text, number) => {
  expect(pageNumber(text)).toBe(number);
});
