/** Prints the first lines of a list that may be long; --json has all of it. */

/** Enough to see what they have in common. */
const SHOWN = 20;

export function printFirst(lines: readonly string[], print: (line: string) => void): void {
  for (const line of lines.slice(0, SHOWN)) print(line);
  if (lines.length > SHOWN) print(`… and ${lines.length - SHOWN} more (--json lists all)`);
}
