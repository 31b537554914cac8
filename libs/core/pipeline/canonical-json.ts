/** One text for one value, whatever order its keys came in: what fingerprints are taken of. */
import { WholeFloat } from '#contracts/python-float.js';

export function canonicalJson(value: unknown): string {
  if (value instanceof WholeFloat) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`;
  }
  // JSON has no NaN and Infinity: they would be one with null, and a change from one to the other none.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value) ?? 'null';
}
