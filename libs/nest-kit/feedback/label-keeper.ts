/** Keeps the labelled data as people say it is, behind their backs; what a run or a store that is away holds up is done later. */
import { DomainError } from '#contracts/domain-error.js';
import { Lookout } from '../lookout.js';
import type { Log } from '../observability/log.js';

/** Milliseconds between two looks for what could not be done before. */
const LOOK = 5_000;

export class LabelKeeper {
  private readonly lookout = new Lookout(LOOK, () => this.look());
  /** What the log says is in the way. */
  private trouble: string | undefined;

  /** @param files as {@link LabelledFiles} */
  constructor(
    private readonly files: { settle(): Promise<number> },
    private readonly log: Log,
  ) {}

  start(): void {
    this.lookout.start();
    this.wake();
  }

  readonly wake = (): void => this.lookout.wake();

  close(): Promise<void> {
    return this.lookout.close();
  }

  private async look(): Promise<void> {
    try {
      const settled = await this.files.settle();
      if (settled > 0) this.log.info({ settled }, `${settled} labelled documents are filed as people say.`);
      this.trouble = undefined;
    } catch (error) {
      const { message } = error as Error;
      const passes = error instanceof DomainError && error.retryable;
      if (message !== this.trouble)
        this.log[passes ? 'info' : 'error'](
          { err: error },
          `Labelled documents wait to be filed: ${message}`,
        );
      this.trouble = message;
    }
  }
}
