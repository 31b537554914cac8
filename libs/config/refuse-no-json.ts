/** Says what is wrong with a JSON file in JSON's words: the parser of YAML, which reads it, takes more and tells of flow maps. */
import { DomainError } from '#contracts/domain-error.js';
import { visible } from '#contracts/visible-text.js';

/** What Python writes for figures that are none. */
const NO_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * @param name as users know the file
 * @throws DomainError 'config/unreadable' with line and column
 */
export function refuseNoJson(name: string, text: string): void {
  // As long as before, so that places stay what they are.
  const plain = text.replace(NO_NUMBERS, (found) =>
    found.startsWith('"') ? found : '0'.padEnd(found.length),
  );
  const cause = errorOf(plain);
  if (cause === null) return;
  const { message } = cause;
  const before = plain.slice(0, placeOf(plain, message)).split('\n');
  const place = `${name}:${before.length}:${before.at(-1)!.length + 1}`;
  const what = visible(
    message.replace(
      /(, (\.\.\.)?".*"(\.\.\.)? is not valid JSON| in JSON at position \d+.*| after JSON at position \d+.*)$/s,
      '',
    ),
  );
  throw new DomainError('config/unreadable', `${place} is not valid JSON; mend it: ${what}.`, {}, { cause });
}

function errorOf(text: string): Error | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error as Error;
  }
}

/** @returns in characters from the start */
function placeOf(text: string, message: string): number {
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  const [token] = /^Unexpected token .+?,/s.exec(message) ?? [];
  if (token === undefined) return text.trimEnd().length;
  // Of a wrong character the parser tells which it is, and not where: at the end of the shortest start that has it.
  let [without, having] = [0, text.length];
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2);
    if (errorOf(text.slice(0, middle))?.message.startsWith(token)) having = middle;
    else without = middle;
  }
  return without;
}
