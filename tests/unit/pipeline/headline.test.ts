/** Which figures of a metrics file, whoever wrote it, are its headline. */
import { compareValues, leaves } from '#core/pipeline/compare-values.js';
import { headline, headlineChanges } from '#core/pipeline/headline.js';

const keys = (content: unknown) => headline(content).figures.map(({ key }) => key);

test('figures of the first two levels; neither text nor lists nor what is deeper', () => {
  const content = { auc: 0.5, done: true, name: 'x', list: [1], deep: { a: 1, b: { c: 2 } }, none: null };
  expect(keys(content)).toEqual(['auc', 'done', 'deep.a']);
  expect([keys(0.5), keys([1]), keys(null)]).toEqual([[], [], []]);
});

test("Python's NaN and Infinity are figures; a key without a name is one as any other", () => {
  expect(headline({ accuracy: 'NaN', loss: 'Infinity', note: 'nan' }).figures).toEqual([
    { key: 'accuracy', value: Number.NaN, interval: null },
    { key: 'loss', value: Number.POSITIVE_INFINITY, interval: null },
  ]);
  expect([...leaves({ '': 3, a: { '': 4 } })]).toEqual([
    ['', 3],
    ['a.', 4],
  ]);
});

test('a name with hundreds of figures below it is data', () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`image-${at}`, at]));
  expect(keys({ loss: 1, many })).toEqual(['loss']);
});

test('entries with the same figures are a table, others are not', () => {
  const classes = { a: { f1: 1, support: 2 }, b: { f1: null, support: 0 } };
  expect(headline({ classes }).tables).toEqual([
    {
      key: 'classes',
      columns: ['f1', 'support'],
      rows: [
        { name: 'a', cells: [1, 2] },
        { name: 'b', cells: [null, 0] },
      ],
    },
  ]);
  expect(headline({ classes: { ...classes, c: { f1: 1 } } }).tables).toEqual([]);
});

test('changes of the headline alone, also of a figure that one side lacks', () => {
  const before = { 'm.json': { auc: 0.5, old: 1, curve: [1, 2], classes: { a: { f1: 0.5 } } } };
  const now = { 'm.json': { auc: 0.75, curve: [1, 3], classes: { a: { f1: 1 } } } };
  const changes = headlineChanges(compareValues(before, now), [before, now]);
  expect(changes.map(({ key }) => key)).toEqual(['auc', 'old', 'classes.a.f1']);
});
