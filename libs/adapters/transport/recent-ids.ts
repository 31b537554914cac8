/** Remembers the latest ids, and forgets the eldest where there are many. */

/** More than a worker can have had in hand while its connection was lost. */
const KEPT = 1_000;

export class RecentIds {
  private readonly ids = new Set<string>();

  add(id: string): void {
    this.ids.add(id);
    if (this.ids.size > KEPT) this.ids.delete(this.ids.values().next().value!);
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }
}
