/** Two versions of a metrics or params file, leaf by leaf. */
import { WholeFloat } from '#contracts/python-float.js';
import { canonicalJson } from './canonical-json.js';

export interface ValueChange {
  file: string;
  /** Dotted; list elements as [0]. */
  key: string;
  /** Undefined where the key did not exist. */
  old: unknown;
  new: unknown;
  /** new − old, where both are numbers. */
  difference?: number;
}

/** Dotted key to value. */
export function leaves(value: unknown, at: string | null = null): Map<string, unknown> {
  if (value === null || typeof value !== 'object' || value instanceof WholeFloat)
    return new Map(at === null ? [] : [[at, value]]);
  const entries = Array.isArray(value)
    ? value.map((each, index) => [`${at ?? ''}[${index}]`, each] as const)
    : Object.entries(value).map(([key, each]) => [at === null ? key : `${at}.${key}`, each] as const);
  return new Map(entries.flatMap(([key, each]) => [...leaves(each, key)]));
}

/** @param all also what is the same on both sides */
export function compareValues(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
  all = false,
): ValueChange[] {
  const files = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return files.flatMap((file) => {
    const old = leaves(before[file] ?? null);
    const current = leaves(now[file] ?? null);
    return [...new Set([...old.keys(), ...current.keys()])].flatMap((key): ValueChange[] => {
      const [from, to] = [old.get(key), current.get(key)];
      if (!all && canonicalJson(from ?? null) === canonicalJson(to ?? null)) return [];
      const change: ValueChange = { file, key, old: from, new: to };
      const difference = typeof from === 'number' && typeof to === 'number' ? to - from : Number.NaN;
      return [Number.isFinite(difference) ? { ...change, difference } : change];
    });
  });
}
