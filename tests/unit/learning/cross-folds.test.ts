/** Few documents are learned in more parts, so that what is known of unseen ones holds for the model of all. */
import { foldsFor } from '#core/learning/cross-folds.js';

test.each([
  [5, 10_000, 5, 5],
  [5, 200, 5, 5],
  [5, 100, 5, 10],
  [5, 50, 5, 20],
  [5, 12, 2, 12],
  [5, 3, 2, 3],
  [10, 150, 5, 10],
  [2, 1, 2, 2],
])('%d wanted of %d documents in %d classes: %d', (wanted, documents, classes, folds) => {
  expect(foldsFor(wanted, documents, classes)).toBe(folds);
});

test.each([
  ['ten of each class', 600, 60, 20],
  ['ten of each of more classes', 1000, 100, 10],
  ['ten of each of few classes', 200, 20, 20],
  ['fifty of each', 500, 10, 5],
  ['so many that it would take long', 3000, 300, 5],
])('few documents of each class are learned in more parts: %s', (_, documents, classes, folds) => {
  expect(foldsFor(5, documents, classes)).toBe(folds);
});
