/** A typed array that grows: numbers by the million without boxing or string keys. */

export class GrowingInt32 {
  private values: Int32Array;
  length = 0;

  constructor(capacity = 64) {
    this.values = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.values.length) this.grow();
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return this.values[index]!;
  }

  /** The values from `start` to before `end`, without a copy; valid until the next push. */
  view(start = 0, end = this.length): Int32Array {
    return this.values.subarray(start, end);
  }

  private grow(): void {
    const wider = new Int32Array(Math.max(this.length + 1, Math.ceil(this.length * 1.6), 64));
    wider.set(this.values);
    this.values = wider;
  }
}
