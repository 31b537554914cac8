/**
 * How many transfers go on at once: doubling while that makes the whole faster, then small steps that are taken back
 * where they did not help, and half as many when the remote is in trouble (as TCP does).
 *
 *   starting ──each window clearly faster──► twice as many
 *      │ twice in a row not: half as many
 *      ▼
 *   settled ──slower by itself, or a while over──► a step down or up ──clearly faster──► another
 *      ▲                                                  └──────────not──────────► back
 */

/** Seconds over which throughput is compared; shorter ones measure noise. */
const WINDOW = 0.25;
/** Throughput must change by this factor to count. */
const CLEARLY = 1.08;
const STEP = 1.4;
/** Windows after which a step up is tried: what did not help before may help now. */
const WHILE = 6;
/** Windows in a row without gain that end the doubling: one may be noise. */
const FLAT = 2;

export class AdaptiveLimit {
  private limit: number;
  private windowStart: number | null = null;
  private finishedInWindow = 0;
  /** Of the last window; while starting, of the best. */
  private rate = 0;
  private starting = true;
  /** Windows in a row without gain. */
  private flat = 0;
  private step: { from: number; factor: number } | null = null;
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
    this.windowStart = clock;
    this.finishedInWindow = 0;
    if (this.starting) this.start(rate);
    else this.settle(rate);
  }

  /** The remote did not answer, or asked to slow down. */
  troubled(clock: number): void {
    // Many transfers fail together at one outage; it counts once.
    if (clock - this.lastTrouble < WINDOW) return;
    this.lastTrouble = clock;
    this.windowStart = null;
    this.finishedInWindow = 0;
    this.rate = 0;
    this.flat = 0;
    this.starting = false;
    this.step = null;
    this.set(this.limit / 2);
  }

  private start(rate: number): void {
    if (rate > this.rate * CLEARLY) {
      this.rate = rate;
      this.take(2);
    } else if (++this.flat === FLAT) {
      this.starting = false;
      this.back(rate);
    }
  }

  private settle(rate: number): void {
    const before = this.rate;
    const faster = rate > before * CLEARLY;
    this.rate = rate;
    if (this.step !== null && !faster) this.back(rate);
    else if (this.step !== null) this.take(this.step.factor);
    else if (rate * CLEARLY < before) this.take(1 / STEP);
    else if (faster || ++this.flat >= WHILE) this.take(STEP);
  }

  private take(factor: number): void {
    this.flat = 0;
    this.step = { from: this.limit, factor };
    this.set(this.limit * factor);
  }

  /** The last step gained nothing. */
  private back(rate: number): void {
    if (this.step !== null) this.set(this.step.from);
    this.step = null;
    this.rate = rate;
    this.flat = 0;
  }

  private set(next: number): void {
    const whole = next > this.limit ? Math.ceil(next) : Math.floor(next);
    this.limit = Math.max(1, Math.min(this.most, whole));
  }
}
