/** The solver finds the optimum of the support vector machine's own objective, whatever else is solved with it. */

import { LEARNERS } from '#contracts/learner.js';
import type { SparseMatrix } from '#core/features/sparse-matrix.js';
import { learn } from '#core/learning/learners.js';
import { learnOneAgainstRest, linearScores } from '#core/learning/one-against-rest.js';
import { seededRandom } from '#core/learning/seeded-random.js';

const SETTINGS = { seed: 1, tolerance: 0.001, max_epochs: 2000, cost: 1, balance: 0 };

/** Clouds of points around one corner a class. */
function clouds(perClass: number, classes: number, noise: number) {
  const random = seededRandom(5);
  const columns = classes + 4;
  const rows = perClass * classes;
  const values = new Float32Array(rows * columns);
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = (column === labels[row] ? 1 : 0) + noise * random();
    }
  }
  const matrix: SparseMatrix = {
    rows,
    columns,
    offsets: Float64Array.from({ length: rows + 1 }, (_, row) => row * columns),
    indices: Int32Array.from({ length: rows * columns }, (_, at) => at % columns),
    values,
  };
  return { matrix, labels, all: Int32Array.from(labels, (_, row) => row) };
}

/** ½‖w‖² + C Σ max(0, 1 − y·score)², the intercept being part of w. */
function objective(matrix: SparseMatrix, labels: Int32Array, label: number, weights: number[]): number {
  let value = weights.reduce((sum, weight) => sum + weight * weight, 0) / 2;
  for (let row = 0; row < matrix.rows; row++) {
    let score = weights[matrix.columns]!;
    for (let column = 0; column < matrix.columns; column++) {
      score += weights[column]! * matrix.values[row * matrix.columns + column]!;
    }
    value += Math.max(0, 1 - (labels[row] === label ? 1 : -1) * score) ** 2;
  }
  return value;
}

const accuracy = (scores: Float64Array, labels: Int32Array, classes: number): number =>
  labels.reduce((right, label, row) => {
    const own = [...scores.subarray(row * classes, (row + 1) * classes)];
    return right + (own.indexOf(Math.max(...own)) === label ? 1 : 0);
  }, 0) / labels.length;

describe('one against rest', () => {
  test('no small step from the solution lowers the objective', async () => {
    const { matrix, labels, all } = clouds(20, 3, 1.6);
    const { weights, intercepts } = await learnOneAgainstRest(matrix, all, labels, 3, SETTINGS);
    for (let label = 0; label < 3; label++) {
      const found = Array.from({ length: matrix.columns }, (_, column) => weights[column * 3 + label]!);
      found.push(intercepts[label]!);
      const best = objective(matrix, labels, label, found);
      found.forEach((_, at) => {
        for (const step of [-0.01, 0.01]) {
          const moved = found.map((weight, other) => (other === at ? weight + step : weight));
          expect(objective(matrix, labels, label, moved)).toBeGreaterThan(best - 1e-4);
        }
      });
    }
  });

  test('gives the same bits twice, and others for another seed', async () => {
    const { matrix, labels, all } = clouds(30, 4, 2);
    const once = await learnOneAgainstRest(matrix, all, labels, 4, { ...SETTINGS, tolerance: 0.1 });
    const twice = await learnOneAgainstRest(matrix, all, labels, 4, { ...SETTINGS, tolerance: 0.1 });
    const other = await learnOneAgainstRest(matrix, all, labels, 4, { ...SETTINGS, tolerance: 0.1, seed: 2 });
    expect(twice.weights).toEqual(once.weights);
    expect(other.weights).not.toEqual(once.weights);
  });

  test.each(LEARNERS)('%s separates what can be separated', async (learner) => {
    const { matrix, labels, all } = clouds(30, 5, 0.6);
    const learned = await learn(learner, matrix, all, labels, 5, SETTINGS);
    expect(accuracy(linearScores(matrix, all, learned), labels, 5)).toBe(1);
  });

  test('learns from the given rows only', async () => {
    const { matrix, labels, all } = clouds(30, 3, 1);
    const half = all.filter((row) => row < 45);
    const learned = await learnOneAgainstRest(matrix, half, labels, 3, SETTINGS);
    const spoilt = labels.map((label, row) => (row < 45 ? label : (label + 1) % 3));
    expect((await learnOneAgainstRest(matrix, half, spoilt, 3, SETTINGS)).weights).toEqual(learned.weights);
  });

  test('stops when told to', async () => {
    const { matrix, labels, all } = clouds(30, 3, 3);
    const host = { signal: AbortSignal.abort() };
    await expect(learnOneAgainstRest(matrix, all, labels, 3, SETTINGS, 'none', host)).rejects.toMatchObject({
      code: 'pipeline/interrupted',
    });
  });
});
