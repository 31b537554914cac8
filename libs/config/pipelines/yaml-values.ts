/** What templates are filled with: maps, lists and scalars as YAML has them, and a scalar's text as Python writes it. */
import { pythonFloat, WholeFloat } from '#contracts/python-float.js';

export type Values = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof WholeFloat);
export const isScalar = (value: unknown): boolean => !isMap(value) && !Array.isArray(value);

/** A scalar as Python's `str` has it, save for true and false. */
export function text(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'number' && !Number.isInteger(value)) return pythonFloat(value);
  return String(value);
}
