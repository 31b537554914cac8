/** A program measures, compares and checks what it learned, and is told of its examples by their number. */
import { learnTexts } from '#composition/text-classifier.js';
import {
  checkLabels,
  compareClassifiers,
  crossValidateTexts,
  evaluateClassifier,
  findDuplicates,
} from '#composition/text-evaluation.js';
import { seededRandom } from '#core/learning/seeded-random.js';

const WORDS = {
  invoice: 'amount due total tax pay invoice net gross bank account',
  letter: 'dear sincerely wishes yours regards friend greetings thanks visit soon',
};
const random = seededRandom(5);

function written(each: number) {
  return (Object.keys(WORDS) as (keyof typeof WORDS)[]).flatMap((label) => {
    const words = WORDS[label].split(' ');
    return Array.from({ length: each }, () => ({
      label: label as string,
      text: Array.from({ length: 20 }, () => words[Math.floor(random() * words.length)]).join(' '),
    }));
  });
}

const learned = written(15);
const tested = [
  ...written(10),
  { label: 'letter', text: WORDS.invoice },
  { label: 'memo', text: 'dear all please note' },
];
const classifier = await learnTexts(learned);

test('an example given five times is one example to the ranges', async () => {
  const copied = await evaluateClassifier(
    classifier,
    tested.flatMap((example) => Array.from({ length: 5 }, () => example)),
  );
  const once = await evaluateClassifier(classifier, tested);
  expect(copied.documents.test).toBe(5 * tested.length);
  expect(copied.documents.distinct).toBeLessThanOrEqual(tested.length);
  expect(copied.accuracy).toBeCloseTo(once.accuracy!, 9);
  expect(copied.accuracy_interval![0]).toBeCloseTo(once.accuracy_interval![0], 9);
});

test('a classifier is measured on other examples, every figure with its range', async () => {
  const measured = await evaluateClassifier(classifier, tested);
  expect(measured.documents).toEqual({ train: 30, test: 22, unanswered: 0, distinct: null });
  expect(measured.accuracy).toBeCloseTo(20 / 22, 6);
  expect(measured.accuracy_interval![0]).toBeLessThan(20 / 22);
  expect(measured.expected_calibration_error_interval![1]).toBeGreaterThan(0);
  expect(measured.log_loss_interval![1]).toBeGreaterThan(measured.log_loss!);
  expect(measured.mistakes.map(({ example }) => example).sort()).toEqual([20, 21]);
  expect(measured.confusion.labels).toEqual(['invoice', 'letter', 'memo']);
  expect(measured.rule).not.toBeNull();
});

test('a recipe is measured on the examples it learns from, in turn', async () => {
  const measured = await crossValidateTexts(learned, {}, { folds: 3 });
  expect(measured.method).toMatchObject({ kind: 'cross-validation', folds: 3 });
  expect(measured.documents.test).toBe(30);
  expect(measured.accuracy).toBeGreaterThan(0.9);
});

test('two classifiers are compared on the same examples', async () => {
  const swapped = { invoice: 'letter', letter: 'invoice' } as Record<string, string>;
  const worse = await learnTexts(learned.map(({ label, text }) => ({ label: swapped[label]!, text })));
  const comparison = await compareClassifiers(classifier, worse, tested.slice(0, 20));
  expect(comparison.verdict).toBe('worse');
  expect(comparison.lost).toHaveLength(20);
  expect(comparison.lost[0]).toMatchObject({
    example: 0,
    label: 'invoice',
    first: 'invoice',
    second: 'letter',
  });
});

test('a wrong label, contradicting duplicates and repeated texts are found by number', async () => {
  const [first] = learned;
  const found = await checkLabels([
    ...learned,
    { label: 'invoice', text: `${WORDS.letter} ${WORDS.letter}` },
    { label: 'letter', text: first!.text },
    { label: 'letter', text: learned[20]!.text },
  ]);
  expect(found.suspicious[0]).toMatchObject({ example: 30, label: 'invoice', suggested: 'letter' });
  expect(found.conflicts[0]!.examples.map(({ example }) => example).sort((a, b) => a - b)).toEqual([0, 31]);
  expect(found.duplicates).toContainEqual([20, 32]);
});

test('near-duplicates are grouped by number', async () => {
  const texts = [learned[0]!.text, learned[1]!.text, `${learned[0]!.text}!`, 'short', 'short'];
  expect(await findDuplicates(texts, { overlap: 0.7 })).toEqual([
    [0, 2],
    [3, 4],
  ]);
});

test.each<[string, () => Promise<unknown>, string, string]>([
  [
    'no classifier',
    () => evaluateClassifier({} as never, tested),
    'request/invalid',
    'evaluateClassifier takes',
  ],
  ['no examples', () => evaluateClassifier(classifier, []), 'dataset/empty', 'no example to test with'],
  ['no array', () => compareClassifiers(classifier, classifier, 7 as never), 'request/invalid', 'no array'],
  ['one part', () => crossValidateTexts(learned, {}, { folds: 1 }), 'config/invalid', 'folds is 1'],
  ['one label', () => checkLabels(learned.slice(0, 3)), 'dataset/one-class', 'Every example'],
  ['a number', () => findDuplicates(['a', 7 as never]), 'request/invalid', 'Text 1 is a number'],
  ['no share', () => findDuplicates(['a'], { overlap: 0 }), 'request/invalid', 'overlap is 0'],
])('%s is refused', async (_, call, code, message) => {
  await expect(call()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});
