/**
 * Whole numbers that JavaScript rounds. A command would get another number than the file has, and a change of its last
 * digits would be none: they are refused, as nobody can say what was meant to be kept.
 */
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';
import { LargeInteger } from '#contracts/python-float.js';

/** @param exact values as `YamlFile` has them, in which floats without a fraction are no plain numbers */
export function roundedIntegers(exact: unknown, above: KeyPath = []): PipelineProblem[] {
  // Hexadecimal ones come as numbers.
  if (exact instanceof LargeInteger || (Number.isInteger(exact) && !Number.isSafeInteger(exact))) {
    const most = Number.MAX_SAFE_INTEGER;
    const message = `is a whole number beyond ±${most}, up to which they are kept to the last digit; write it in quotes, as text.`;
    return [{ code: 'config/unreadable', key: above, message }];
  }
  if (Array.isArray(exact)) return exact.flatMap((each, index) => roundedIntegers(each, [...above, index]));
  if (exact === null || typeof exact !== 'object' || Object.getPrototypeOf(exact) !== Object.prototype)
    return [];
  return Object.entries(exact).flatMap(([key, each]) => roundedIntegers(each, [...above, key]));
}
