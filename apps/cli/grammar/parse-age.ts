/** '30d' as a span of time. */
import { InvalidArgumentError } from 'commander';

const UNITS: Record<string, number> = { m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_557_600 };

/** @returns milliseconds. @throws InvalidArgumentError */
export function parseAge(text: string): number {
  const found = /^(\d+(?:\.\d+)?)\s*([mhdwy])$/.exec(text.trim());
  if (found === null) throw new InvalidArgumentError('Give a number and a unit: 12h, 30d, 8w, 1y.');
  return Number(found[1]) * UNITS[found[2]!]! * 1000;
}
