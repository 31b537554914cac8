/** Lets a number of tasks run at the same time and the others wait their turn, first come, first served. */
import { DomainError } from '#contracts/domain-error.js';

export class TurnTaking {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly atOnce: number,
    private readonly maxWaiting: number,
  ) {}

  /** Running and waiting tasks. */
  get size(): number {
    return this.running + this.waiting.size;
  }

  /**
   * @param signal gives the place in the queue up; a task that runs has to look at it itself
   * @throws DomainError 'service/busy' where too many wait already, 'pipeline/interrupted' where it was given up
   */
  async take<Result>(task: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (this.running >= this.atOnce) {
      if (this.waiting.size >= this.maxWaiting) {
        throw new DomainError(
          'service/busy',
          `${this.waiting.size} documents wait already; send this one again later.`,
          { waiting: this.waiting.size },
        );
      }
      await this.turn(signal);
    } else this.running++;
    try {
      return await task();
    } finally {
      const [next] = this.waiting;
      if (next) next();
      else this.running--;
    }
  }

  /** The one that ends hands its place over, so that none slips in between. */
  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting.delete(go);
        reject(new DomainError('pipeline/interrupted', 'The document was taken back while it waited.'));
      };
      const go = () => {
        this.waiting.delete(go);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      if (signal.aborted) return leave();
      this.waiting.add(go);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
