/** How many documents an orchestrator has in hand: enough for all who read, and few that nobody can overtake. */
import { documentsAtOnce } from '#nest-kit/documents/documents-at-once.js';

test('in one process, or where it is not known who reads: the processor cores and one', () => {
  expect(documentsAtOnce(0, 4, undefined)).toBe(5);
  // None is there now: what fails for want of one is tried again.
  expect(documentsAtOnce(0, 4, 0)).toBe(5);
});

test('with readers elsewhere as many as they take, and half as many that are cleaned, classified or on their way', () => {
  expect(documentsAtOnce(0, 2, 3)).toBe(5);
  expect(documentsAtOnce(0, 2, 12)).toBe(19);
  // A small reader does not get the documents that a large orchestrator could hold.
  expect(documentsAtOnce(0, 32, 1)).toBe(2);
  expect(documentsAtOnce(0, 2, 1_000)).toBe(256);
});

test('who says a number gets it', () => {
  expect(documentsAtOnce(7, 2, 100)).toBe(7);
});
