/** Typed arrays that grow: numbers by the million without boxing or string keys. */

const grown = (length: number, needed: number): number => Math.max(needed, Math.ceil(length * 1.6), 64);

export class GrowingInt32 {
  private values: Int32Array;
  length = 0;

  constructor(capacity = 64) {
    this.values = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = new Int32Array(grown(this.length, this.length + 1));
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = value;
  }

  /** The values so far, without a copy; valid until the next push. */
  view(): Int32Array {
    return this.values.subarray(0, this.length);
  }
}

export class GrowingFloat32 {
  private values: Float32Array;
  length = 0;

  constructor(capacity = 64) {
    this.values = new Float32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = new Float32Array(grown(this.length, this.length + 1));
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = value;
  }

  /** The values so far, without a copy; valid until the next push. */
  view(): Float32Array {
    return this.values.subarray(0, this.length);
  }
}
