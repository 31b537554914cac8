/** Where a rollback goes. */
import type { AliasMove } from '#contracts/model-version.schema.js';
import { rollbackTarget } from '#core/registry/rollback-target.js';

/** 'a b <a' : promoted to a, to b, rolled back to a; '-' is taken away. */
const moves = (written: string): Pick<AliasMove, 'version' | 'kind'>[] =>
  written
    .split(' ')
    .filter((word) => word !== '')
    .map((word): Pick<AliasMove, 'version' | 'kind'> => {
      if (word === '-') return { version: null, kind: 'removed' };
      if (word.startsWith('<')) return { version: word.slice(1), kind: 'rolled-back' };
      return { version: word, kind: 'promoted' };
    })
    .reverse();

test.each([
  ['', null],
  ['a', null],
  ['a b', 'a'],
  ['a b c <b', 'a'],
  ['a b c <b <a', null],
  ['a b <a c', 'a'],
  ['a b <a b', 'a'],
  // Chosen anew, or followed first and chosen then: no step.
  ['a a', null],
  ['a b b', 'a'],
  ['a b a', 'b'],
  ['a b -', 'b'],
  ['a - b', 'a'],
])('after %j to %s', (written, target) => {
  expect(rollbackTarget(moves(written))).toBe(target);
});
