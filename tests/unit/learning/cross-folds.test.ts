/** Few documents are learned in more parts, so that what is known of unseen ones holds for the model of all. */
import { foldsFor } from '#core/learning/cross-folds.js';

test.each([
  [5, 10_000, 5],
  [5, 200, 5],
  [5, 100, 10],
  [5, 50, 20],
  [5, 12, 12],
  [5, 3, 3],
  [10, 150, 10],
  [2, 1, 2],
])('%d wanted of %d documents: %d', (wanted, documents, folds) => {
  expect(foldsFor(wanted, documents)).toBe(folds);
});
