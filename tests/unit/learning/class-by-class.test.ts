/** One class after the other is learned as all at once are, by terms and by figures. */
import type { SparseMatrix } from '#core/features/sparse-matrix.js';
import { classByClass } from '#core/learning/class-by-class.js';
import { weightsOf } from '#core/learning/dual-weights.js';
import { learnWeighed, scoreWeighed } from '#core/learning/learn-weighed.js';
import { learnClassByClass, learnOneAgainstRest, linearScores } from '#core/learning/one-against-rest.js';
import { seededRandom } from '#core/learning/seeded-random.js';

const CLASSES = 24;
const EACH = 5;
const SETTINGS = { seed: 3, tolerance: 0.1, max_epochs: 200, cost: 1, balance: 0.5 };

/** Every row has `filled` of the columns, of which the first ones are its class's. */
function scattered(columns: number, filled: number): SparseMatrix {
  const random = seededRandom(7);
  const rows = CLASSES * EACH;
  const offsets = Float64Array.from({ length: rows + 1 }, (_, row) => row * filled);
  const indices = new Int32Array(rows * filled);
  for (let row = 0; row < rows; row++) {
    const apart = Math.floor(columns / filled);
    for (let at = 0; at < filled; at++) {
      indices[row * filled + at] =
        at * apart + ((at < 3 ? row % CLASSES : Math.floor(random() * apart)) % apart);
    }
  }
  const values = Float32Array.from(
    indices,
    (column, at) => random() + (column % CLASSES === Math.floor(at / filled) % CLASSES ? 0.5 : 0),
  );
  return { rows, columns, offsets, indices, values };
}

const labels = Int32Array.from({ length: CLASSES * EACH }, (_, row) => row % CLASSES);
const all = labels.map((_, row) => row);
const inside = all.filter((row) => row % 4 !== 1);
const outside = all.filter((row) => row % 4 === 1);

describe.each([
  ['terms', scattered(900, 60)],
  ['figures', scattered(48, 48)],
])('one class after the other, by %s', (_, matrix) => {
  const way = classByClass(matrix, CLASSES)!;
  const learned = () => learnClassByClass(way.spaceOf(inside), inside, labels, CLASSES, SETTINGS);

  test('is the same solution, and scores unseen documents the same', async () => {
    const dual = await learned();
    const own = weightsOf(matrix, dual);
    const together = await learnOneAgainstRest(matrix, inside, labels, CLASSES, SETTINGS);
    const largest = together.weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    expect(largest).toBeGreaterThan(0.1);
    const apart = own.weights.reduce(
      (most, weight, at) => Math.max(most, Math.abs(weight - together.weights[at]!)),
      0,
    );
    expect(apart).toBeLessThan(largest * 1e-4);
    const scores = way.scores(outside, dual);
    linearScores(matrix, outside, together).forEach((score, at) => {
      expect(scores[at]).toBeCloseTo(score, 3);
    });
  });

  test('gives the same bits twice', async () => {
    expect((await learned()).shares).toEqual((await learned()).shares);
  });
});

describe('NB-SVM, one class after the other', () => {
  const matrix = scattered(900, 60);
  const host = {};

  test('is the same solution as all at once, and scores unseen documents the same', async () => {
    const own = await learnWeighed(matrix, inside, labels, CLASSES, SETTINGS, host);
    const together = await learnOneAgainstRest(matrix, inside, labels, CLASSES, SETTINGS, 'naive-bayes');
    const largest = together.weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    expect(largest).toBeGreaterThan(0.1);
    own.weights.forEach((weight, at) => {
      expect(Math.abs(weight - together.weights[at]!)).toBeLessThan(largest * 1e-4);
    });
    const { scores } = await scoreWeighed(matrix, inside, outside, labels, CLASSES, SETTINGS, host);
    linearScores(matrix, outside, together).forEach((score, at) => {
      expect(scores[at]).toBeCloseTo(score, 3);
    });
  });

  test('gives the same bits twice', async () => {
    const learned = () => learnWeighed(matrix, inside, labels, CLASSES, SETTINGS, host);
    expect((await learned()).weights).toEqual((await learned()).weights);
  });
});

test('few classes are learned all at once', () => {
  expect(classByClass(scattered(900, 60), 10)).toBeUndefined();
});
