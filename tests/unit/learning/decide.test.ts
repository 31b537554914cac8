/** What decides over an answer is told of unseen training documents; where one of them decides alone, it is named. */
import { decide, type Unseen } from '#core/learning/decide.js';
import { TRAIN_PARAMS } from '../../support/written-dataset.js';

const ASKED = { evidence: 0.1, beyond_shape: 0, languages: ['eng'] };

/** Documents of two classes, surest first, with the given ones taken for the other class; all evidence is of words. */
function unseen(documents: number, wrong: readonly number[]): Unseen {
  const labels = Int32Array.from({ length: documents }, (_, at) => at % 2);
  const logits = new Float64Array(documents * 2);
  labels.forEach((label, row) => {
    logits[row * 2 + (wrong.includes(row) ? 1 - label : label)] = 6 - row / documents;
  });
  return {
    logits,
    interceptsOf: () => Float64Array.of(0, 0),
    shapeOf: () => Float64Array.of(0, 0),
    labels,
    groups: labels.map((_, row) => row),
    names: ['bill', 'letter'],
    words: new Int32Array(documents).fill(100),
    languages: Array.from({ length: documents }, () => 'eng'),
    judged: labels.map((_, row) => row),
    familiarity: new Float64Array(documents),
    pathOf: (row) => `folder/${row}.pdf`,
  };
}
const of = (documents: number, wrong: readonly number[]) =>
  decide(unseen(documents, wrong), ASKED, TRAIN_PARAMS.decide, true);

test('a document whose wrong answer alone keeps every answer back is named, with what it was taken for', () => {
  const decision = of(20, [2]);
  expect(decision.holds_back).toBe(true);
  expect(decision.hangs_on).toMatchObject({ document: 'folder/2.pdf', label: 'bill', answer: 'letter' });
  expect(decision.hangs_on!.confidence).toBeGreaterThan(0.99);
});

test('so is one that alone keeps the limit from being proven', () => {
  const decision = of(60, [31]);
  expect(decision).toMatchObject({ guaranteed: false, holds_back: false });
  expect(decision.hangs_on).toMatchObject({ document: 'folder/31.pdf', label: 'letter', answer: 'bill' });
});

test('where several are wrong, or none, none is named', () => {
  expect(of(20, [2, 5, 7, 9]).hangs_on).toBeNull();
  expect(of(10, []).hangs_on).toBeNull();
  expect(of(200, [3]).hangs_on).toBeNull();
});

test('answers that the shape of the text alone speaks for choose no threshold, and do not stand', () => {
  const shaped: Unseen = {
    ...unseen(200, []),
    shapeOf: (row) => unseen(200, []).logits.slice(row * 2, row * 2 + 2),
  };
  expect(decide(shaped, ASKED, TRAIN_PARAMS.decide, true)).toMatchObject({ coverage: 0, guaranteed: false });
  expect(decide(shaped, { ...ASKED, beyond_shape: null }, TRAIN_PARAMS.decide, true)).toMatchObject({
    coverage: 1,
    guaranteed: true,
  });
});

test('copies of a document are one document, and no further evidence', () => {
  const once = of(16, [3]);
  const distinct = unseen(16, [3]);
  const eightfold = (values: Int32Array | Float64Array, width = 1): number[] =>
    Array.from({ length: 8 * values.length }, (_, at) => {
      const row = Math.floor(at / width);
      return values[Math.floor(row / 8) * width + (at % width)]!;
    });
  const groups = Int32Array.from({ length: 128 }, (_, row) => Math.floor(row / 8));
  const copied = decide(
    {
      ...distinct,
      logits: Float64Array.from(eightfold(distinct.logits, 2)),
      labels: Int32Array.from(eightfold(distinct.labels)),
      groups,
      words: new Int32Array(128).fill(100),
      languages: Array.from(groups, () => 'eng'),
      judged: groups.map((_, row) => row),
      familiarity: new Float64Array(128),
      pathOf: (row) => `folder/${Math.floor(row / 8)}.pdf`,
    },
    ASKED,
    TRAIN_PARAMS.decide,
    true,
  );
  expect(copied).toEqual(once);
});

test('of copies that were answered differently the wrong one counts, else the least sure', () => {
  const pairs = Int32Array.from({ length: 400 }, (_, row) => row >> 1);
  const all = (wrong: readonly number[]) =>
    decide({ ...unseen(400, wrong), groups: pairs }, ASKED, TRAIN_PARAMS.decide, true);
  expect(all([])).toMatchObject({ sure: 200, sure_wrong: 0, coverage: 1 });
  expect(all([7])).toMatchObject({ sure: 200, sure_wrong: 1 });
  expect(all([6, 7])).toMatchObject({ sure: 200, sure_wrong: 1 });
});

test('the only document of a class is not what the limit hangs on: it cannot be told unseen', () => {
  const data = unseen(20, [2]);
  const labels = data.labels.map((label, row) => (row === 2 ? 2 : label));
  const logits = new Float64Array(60);
  labels.forEach((label, row) => {
    logits[row * 3 + (row === 2 ? 0 : label)] = 6 - row / 20;
  });
  const alone = decide(
    {
      ...data,
      ...{ labels, logits, names: ['bill', 'letter', 'memo'] },
      interceptsOf: () => new Float64Array(3),
      shapeOf: () => new Float64Array(3),
    },
    ASKED,
    TRAIN_PARAMS.decide,
    true,
  );
  expect(alone).toMatchObject({ holds_back: true, hangs_on: null });
});
