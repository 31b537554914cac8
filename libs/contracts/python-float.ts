/** Numbers as Python's tools write them, so that a lock, a command or a run's key comes out as DVC's does. */

/** A float without a fraction (`1.0` in YAML), which JavaScript alone cannot tell from the integer 1. */
export class WholeFloat {
  constructor(readonly value: number) {}

  toJSON(): number {
    return this.value;
  }

  valueOf(): number {
    return this.value;
  }

  toString(): string {
    return pythonFloat(this.value);
  }
}

/** A whole number that JavaScript's numbers would round, as it was written. */
export class LargeInteger {
  constructor(private readonly written: string) {}

  toJSON(): string {
    return this.written;
  }

  toString(): string {
    return this.written;
  }
}

/** @param text of decimal digits, with or without a sign */
export function exactInteger(text: string): number | LargeInteger {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : new LargeInteger(text);
}

/** How a float without a doubt is written: `1.0`, `.5`, `1e3`; `1` is an integer. */
export const FLOAT_TEXT = /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$/;

/** @param text as `FLOAT_TEXT` */
export function exactFloat(text: string): number | WholeFloat {
  const value = Number(text);
  return Number.isInteger(value) ? new WholeFloat(value) : value;
}

/** The shortest text of a float, as Python's `repr`: 1.0, 0.001, 1e-05, 1e+16, inf. */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 16) {
    // Within these bounds JavaScript writes no exponent either.
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
}

/** Floats without a fraction become plain numbers again, for those who only calculate; what would be rounded becomes text. */
export function plainNumbers(value: unknown): unknown {
  if (value instanceof WholeFloat) return value.value;
  if (value instanceof LargeInteger) return String(value);
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainNumbers(each)]));
}
