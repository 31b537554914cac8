/** Params in a TOML file, with the difference between 1 and 1.0 that JavaScript's numbers do not have. */
import { parse, TomlDate } from 'smol-toml';
import { exactFloat, exactInteger, pythonFloat } from '#contracts/python-float.js';

/** @returns values with floats as `exactFloat` has them, dates as text. @throws TomlError with line and column */
export function tomlParams(text: string): unknown {
  return exact(parse(text, { integersAsBigInt: true }));
}

function exact(value: unknown): unknown {
  if (typeof value === 'bigint') return exactInteger(String(value));
  if (typeof value === 'number') return Number.isInteger(value) ? exactFloat(pythonFloat(value)) : value;
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(exact);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, exact(each)]));
}
