/** A hash table from 64-bit keys (two lanes) to the numbers 0, 1, 2, … in order of arrival. Open addressing. */
import { GrowingInt32 } from './growing-array.js';

export class KeyTable {
  private slots: Int32Array;
  private mask: number;
  private readonly lanesA: GrowingInt32;
  private readonly lanesB: GrowingInt32;
  private a: Int32Array;
  private b: Int32Array;

  constructor(expected = 512) {
    let capacity = 1024;
    while (capacity < expected * 2) capacity *= 2;
    this.slots = new Int32Array(capacity).fill(-1);
    this.mask = capacity - 1;
    this.lanesA = new GrowingInt32(expected);
    this.lanesB = new GrowingInt32(expected);
    this.a = this.lanesA.view();
    this.b = this.lanesB.view();
  }

  get size(): number {
    return this.lanesA.length;
  }

  /** @returns the number of the key, -1 where it is not there */
  find(a: number, b: number): number {
    let slot = a & this.mask;
    for (;;) {
      const id = this.slots[slot]!;
      if (id < 0) return -1;
      if (this.a[id] === a && this.b[id] === b) return id;
      slot = (slot + 1) & this.mask;
    }
  }

  /** @returns the number of the key, a new one where it was not there */
  add(a: number, b: number): number {
    let slot = a & this.mask;
    for (;;) {
      const id = this.slots[slot]!;
      if (id < 0) break;
      if (this.a[id] === a && this.b[id] === b) return id;
      slot = (slot + 1) & this.mask;
    }
    const id = this.lanesA.length;
    this.lanesA.push(a);
    this.lanesB.push(b);
    this.a = this.lanesA.view();
    this.b = this.lanesB.view();
    this.slots[slot] = id;
    if (id * 2 > this.mask) this.widen();
    return id;
  }

  laneA(id: number): number {
    return this.a[id]!;
  }

  laneB(id: number): number {
    return this.b[id]!;
  }

  private widen(): void {
    this.mask = this.slots.length * 2 - 1;
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (let id = 0; id < this.size; id++) {
      let slot = this.a[id]! & this.mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = id;
    }
  }
}
