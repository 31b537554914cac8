/** Lets a number of tasks run at the same time and the others wait their turn, first come, first served. */
import { DomainError } from '#contracts/domain-error.js';

export class TurnTaking {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly maxWaiting: number,
  ) {}

  /** Running and waiting tasks. */
  get size(): number {
    return this.running + this.waiting.length;
  }

  /** @throws DomainError 'service/busy' where too many wait already */
  async take<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.running >= this.atOnce) {
      if (this.waiting.length >= this.maxWaiting) {
        throw new DomainError(
          'service/busy',
          `${this.waiting.length} documents wait already; send this one again later.`,
          { waiting: this.waiting.length },
        );
      }
      // The one that ends hands its place over, so that none slips in between.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running++;
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
