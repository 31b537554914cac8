/**
 * How many transfers go on at once: more while that makes the whole faster, fewer when it does not or when the remote
 * asks for less. Hill climbing on throughput, halving on trouble (as TCP does).
 */

/** Seconds over which throughput is compared; shorter ones measure noise. */
const WINDOW = 0.25;
const GROWTH = 1.4;
/** Throughput must change by this factor to count. */
const CLEARLY = 1.08;

export class AdaptiveLimit {
  private limit: number;
  private windowStart: number | null = null;
  private finishedInWindow = 0;
  private lastRate = 0;
  private direction: 1 | -1 = 1;
  private lastTrouble = Number.NEGATIVE_INFINITY;

  /** @param start to begin with. @param most never exceeded */
  constructor(
    start: number,
    private readonly most: number,
  ) {
    this.limit = Math.max(1, Math.min(start, most));
  }

  get now(): number {
    return this.limit;
  }

  /** @param clock seconds. @param work of one transfer, such as 1 or its bytes */
  finished(clock: number, work = 1): void {
    this.windowStart ??= clock;
    this.finishedInWindow += work;
    const elapsed = clock - this.windowStart;
    if (elapsed < WINDOW) return;
    const rate = this.finishedInWindow / elapsed;
    const clearlyFaster = rate > this.lastRate * CLEARLY;
    const clearlySlower = rate * CLEARLY < this.lastRate;
    // Slower after a step: that step was wrong, whichever way it went.
    if (clearlySlower) this.direction = this.direction === 1 ? -1 : 1;
    // No clear change: stay, so that a plateau is not climbed to its far end.
    if (clearlyFaster || clearlySlower) {
      this.set(this.direction === 1 ? this.limit * GROWTH : this.limit / GROWTH);
    }
    this.lastRate = rate;
    this.windowStart = clock;
    this.finishedInWindow = 0;
  }

  /** The remote did not answer, or asked to slow down. */
  troubled(clock: number): void {
    // Many transfers fail together at one outage; it counts once.
    if (clock - this.lastTrouble < WINDOW) return;
    this.lastTrouble = clock;
    this.lastRate = 0;
    this.windowStart = null;
    this.finishedInWindow = 0;
    this.direction = 1;
    this.set(this.limit / 2);
  }

  private set(next: number): void {
    const whole = next > this.limit ? Math.ceil(next) : Math.floor(next);
    this.limit = Math.max(1, Math.min(this.most, whole));
  }
}
