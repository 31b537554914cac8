/** Values as Python's `json.dumps(sort_keys=True)` writes them, which is what DVC takes hashes of. */
import { compareCodePoints } from './compare-code-points.js';
import { pythonFloat, WholeFloat } from './python-float.js';

const plain = /^[ !#-[\]-~]*$/;

/** As Python's ensure_ascii: everything but printable ASCII is escaped. */
export function pythonString(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @param without keys that are left out at any depth */
export function pythonJson(value: unknown, without: ReadonlySet<string>): string {
  if (value instanceof WholeFloat) return pythonFloat(value.value);
  if (typeof value === 'number' && !Number.isInteger(value)) return pythonFloat(value);
  if (Array.isArray(value)) return `[${value.map((each) => pythonJson(each, without)).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([key, each]) => !without.has(key) && each !== undefined)
      .sort(([left], [right]) => compareCodePoints(left, right));
    const written = entries.map(([key, each]) => `${pythonString(key)}: ${pythonJson(each, without)}`);
    return `{${written.join(', ')}}`;
  }
  if (typeof value === 'string') return pythonString(value);
  return JSON.stringify(value) ?? 'null';
}
