/** Says what is wrong with a JSON file in JSON's words: the parser of YAML, which reads it, takes more and tells of flow maps. */
import { DomainError } from '#contracts/domain-error.js';
import { jsonMistake } from '#contracts/json-mistake.js';

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
  const mistake = jsonMistake(plain);
  if (mistake === null) return;
  const { what, line, column, cause } = mistake;
  throw new DomainError(
    'config/unreadable',
    `${name}:${line}:${column} is not valid JSON; mend it: ${what}.`,
    {},
    { cause },
  );
}
