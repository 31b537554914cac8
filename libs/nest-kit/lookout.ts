/** Looks at intervals, and at once when woken, one look at a time: what comes up during a look gets one after it. */

export class Lookout {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private again = false;
  private closed = false;

  /** `milliseconds` between two looks; `look` tells its failures itself and never rejects. */
  constructor(
    private readonly milliseconds: number,
    private readonly look: () => Promise<void>,
  ) {}

  /** Does not keep the process alive; the first look comes after an interval. */
  start(): void {
    if (!this.closed) this.timer ??= setInterval(this.wake, this.milliseconds).unref();
  }

  /** There may be something to see. */
  readonly wake = (): void => {
    this.again = true;
    this.looking ??= this.lookWhileWoken();
  };

  /** No more looks at intervals, until the next start. */
  rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** For good; waits for the look that is going on. */
  async close(): Promise<void> {
    this.closed = true;
    this.rest();
    await this.looking;
  }

  private async lookWhileWoken(): Promise<void> {
    try {
      while (this.again && !this.closed) {
        this.again = false;
        await this.look();
      }
    } finally {
      // In the same breath as the last test of `again`, so that no call in between is missed.
      this.looking = undefined;
    }
  }
}
