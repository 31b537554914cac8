/** Classes that chance explains are named, and no others. */
import { inseparableClasses, tellInseparable } from '#core/evaluation/inseparable-classes.js';

const told = (labels: string[], counts: number[][]) => ({ labels, counts, unanswered: labels.map(() => 0) });

test('two classes of the same words are named, a third one is not', () => {
  const confusion = told(
    ['offer', 'quote', 'letter'],
    [
      [11, 9, 0],
      [10, 10, 1],
      [0, 1, 30],
    ],
  );
  expect(inseparableClasses(confusion)).toEqual({
    groups: [{ classes: ['offer', 'quote'], documents: 40, right: 21 }],
    lost: [],
  });
  expect(tellInseparable(confusion)[0]).toMatch(
    /^The classes offer and quote are told apart no better than by chance/,
  );
});

test('a class that is never answered, beside one that is taken for it', () => {
  const confusion = told(
    ['rare', 'usual'],
    [
      [0, 20],
      [0, 180],
    ],
  );
  expect(inseparableClasses(confusion)).toMatchObject({ groups: [{ classes: ['rare', 'usual'] }], lost: [] });
});

test('three that are all the same make one group', () => {
  const same = [7, 7, 7];
  const { groups } = inseparableClasses(told(['a', 'b', 'c'], [same, same, same]));
  expect(groups).toEqual([{ classes: ['a', 'b', 'c'], documents: 63, right: 21 }]);
});

test('a class that is never recognised makes no one group of those that it is taken for', () => {
  const confusion = told(
    ['Email', 'Letter', 'Memo', 'Other'],
    [
      [117, 1, 1, 1],
      [0, 103, 17, 0],
      [0, 9, 111, 0],
      [14, 15, 15, 1],
    ],
  );
  expect(inseparableClasses(confusion)).toEqual({
    groups: [],
    lost: [{ name: 'Other', others: ['Email', 'Letter'], documents: 30, right: 1 }],
  });
  expect(tellInseparable(confusion)).toEqual([
    'Documents of Other are told apart no better than by chance from those of Email, and from those of Letter: of 30 that were tested and read as one of these classes, 1 was read as its own. Look whether its labels are right and its documents have something of their own; else leave that class out.',
  ]);
});

test('two that are read the wrong way round, as those of the same words often are where each document is left out', () => {
  const { groups } = inseparableClasses(
    told(
      ['a', 'b'],
      [
        [4, 16],
        [15, 5],
      ],
    ),
  );
  expect(groups).toHaveLength(1);
});

test.each([
  [
    'too few to know',
    [
      [2, 1],
      [1, 2],
    ],
  ],
  [
    'one of each, both the wrong way round',
    [
      [0, 1],
      [1, 0],
    ],
  ],
  [
    'often confused, but told apart',
    [
      [15, 5],
      [6, 14],
    ],
  ],
  [
    'one half of the time',
    [
      [60, 40],
      [20, 80],
    ],
  ],
  [
    'always told apart',
    [
      [20, 0],
      [0, 20],
    ],
  ],
])('%s: nothing is said', (_, counts) => {
  expect(inseparableClasses(told(['a', 'b'], counts))).toEqual({ groups: [], lost: [] });
});
