/** Where an alias goes when its last step is taken back. */
import type { AliasMove } from '#contracts/model-version.schema.js';

/**
 *   moves         1 → 2 → 3 ── rollback ──► 2 ── rollback ──► 1
 *
 * A second rollback goes a step further back; it is not taken back by a third.
 * @param moves of one alias, newest first
 * @returns null where there is nothing before it
 */
export function rollbackTarget(moves: readonly Pick<AliasMove, 'version' | 'kind'>[]): string | null {
  const been: string[] = [];
  for (const { version, kind } of moves.toReversed()) {
    if (kind === 'rolled-back') been.pop();
    if (version !== null && been.at(-1) !== version) been.push(version);
  }
  // After it was taken away it is nowhere, and the last place is the one to go back to.
  return (moves[0]?.version === null ? been.at(-1) : been.at(-2)) ?? null;
}
