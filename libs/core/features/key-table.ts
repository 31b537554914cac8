/** A hash table from 64-bit keys (two lanes) to the numbers 0, 1, 2, … in order of arrival. Open addressing. */

export class KeyTable {
  /** Number of the key plus one; 0 where a slot is free, as fresh memory is. */
  private slots: Int32Array;
  private mask: number;
  /** Both lanes of each key side by side, so that they come from memory together. */
  private lanes: Int32Array;
  private count = 0;

  constructor(expected = 512) {
    let capacity = 1024;
    while (capacity < expected * 2) capacity *= 2;
    this.slots = new Int32Array(capacity);
    this.mask = capacity - 1;
    this.lanes = new Int32Array(2 * expected);
  }

  get size(): number {
    return this.count;
  }

  /** @returns the number of the key, -1 where it is not there */
  find(a: number, b: number): number {
    const { slots, mask, lanes } = this;
    let slot = a & mask;
    for (;;) {
      const id = slots[slot]! - 1;
      if (id < 0 || (lanes[2 * id] === a && lanes[2 * id + 1] === b)) return id;
      slot = (slot + 1) & mask;
    }
  }

  /** @returns the number of the key, a new one where it was not there */
  add(a: number, b: number): number {
    const { slots, mask, lanes } = this;
    let slot = a & mask;
    for (;;) {
      const id = slots[slot]! - 1;
      if (id < 0) break;
      if (lanes[2 * id] === a && lanes[2 * id + 1] === b) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.count++;
    if (2 * id === lanes.length) this.lengthen();
    this.lanes[2 * id] = a;
    this.lanes[2 * id + 1] = b;
    slots[slot] = id + 1;
    if (this.count * 2 > mask) this.widen();
    return id;
  }

  laneA(id: number): number {
    return this.lanes[2 * id]!;
  }

  laneB(id: number): number {
    return this.lanes[2 * id + 1]!;
  }

  private lengthen(): void {
    const longer = new Int32Array(Math.max(64, this.lanes.length * 2));
    longer.set(this.lanes);
    this.lanes = longer;
  }

  private widen(): void {
    const slots = new Int32Array(this.slots.length * 2);
    this.mask = slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = this.lanes[2 * id]! & this.mask;
      while (slots[slot]! > 0) slot = (slot + 1) & this.mask;
      slots[slot] = id + 1;
    }
    this.slots = slots;
  }
}
