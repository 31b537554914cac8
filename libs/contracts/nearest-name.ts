/** "Did you mean …?": the known name nearest to a mistyped one. */

/** Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours. */
function distance(left: string, right: string): number {
  const rows = Array.from({ length: left.length + 1 }, (_, row) => [
    row,
    ...Array<number>(right.length).fill(0),
  ]);
  for (let column = 0; column <= right.length; column++) rows[0]![column] = column;
  for (let row = 1; row <= left.length; row++) {
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min(
        rows[row - 1]![column]! + 1,
        rows[row]![column - 1]! + 1,
        rows[row - 1]![column - 1]! + (same ? 0 : 1),
      );
      if (
        row > 1 &&
        column > 1 &&
        left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1]
      ) {
        best = Math.min(best, rows[row - 2]![column - 2]! + 1);
      }
      rows[row]![column] = best;
    }
  }
  return rows[left.length]![right.length]!;
}

/** @returns undefined where nothing is near enough (more than a third of the letters differ) */
export function nearestName(wrong: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(wrong.length / 3)) + 1;
  for (const name of known) {
    if (Math.abs(name.length - wrong.length) >= least) continue;
    const found = distance(wrong.toLowerCase(), name.toLowerCase());
    if (found < least) {
      least = found;
      nearest = name;
    }
  }
  return nearest;
}

/** ` Did you mean 'train'?`, or, where nothing is near, nothing. */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  const nearest = nearestName(wrong, known);
  return nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
}
