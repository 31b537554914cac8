/** Counts what each key has done within the minute; every minute begins anew, so that nothing piles up. */

/** Milliseconds. */
const MINUTE = 60_000;

export class MinuteTally {
  private readonly counts = new Map<string, number>();
  private since = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds of any clock that only goes forward */
  constructor(
    private readonly most: number,
    private readonly now: () => number,
  ) {}

  add(key: string): void {
    this.turn();
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** @returns seconds until it may go on; 0 where it may now */
  wait(key: string): number {
    this.turn();
    if ((this.counts.get(key) ?? 0) < this.most) return 0;
    return Math.max(1, Math.ceil((this.since + MINUTE - this.now()) / 1000));
  }

  private turn(): void {
    const now = this.now();
    if (now < this.since + MINUTE) return;
    this.since = now;
    this.counts.clear();
  }
}
