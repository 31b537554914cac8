/**
 * Keeps the labelled data as people say it is, behind their backs; what a run or a store that is away holds up is done
 * later, and a file that is lost holds up no other.
 */
import type { HeldUpFile, SettleOptions } from '#composition/feedback/labelled-files.js';
import { DomainError } from '#contracts/domain-error.js';
import { Lookout } from '../lookout.js';
import type { Log } from '../observability/log.js';

/** Milliseconds between two looks for what could not be done before. */
const LOOK = 5_000;
/** Documents that a line of the log names. */
const NAMED = 10;

export class LabelKeeper {
  private readonly lookout = new Lookout(LOOK, () => this.look());
  private readonly closing = new AbortController();
  /** What the log says is in the way. */
  private trouble: string | undefined;

  /** @param files as {@link LabelledFiles} */
  constructor(
    private readonly files: { settle(options: SettleOptions): Promise<number> },
    private readonly log: Log,
  ) {}

  start(): void {
    this.lookout.start();
    this.wake();
  }

  readonly wake = (): void => this.lookout.wake();

  close(): Promise<void> {
    this.closing.abort();
    return this.lookout.close();
  }

  private async look(): Promise<void> {
    const held: HeldUpFile[] = [];
    const { signal } = this.closing;
    try {
      const settled = await this.files.settle({ signal, onHeldUp: (file) => held.push(file) });
      if (settled > 0) this.log.info({ settled }, `${settled} labelled documents are filed as people say.`);
      this.trouble = undefined;
    } catch (error) {
      if (signal.aborted) return;
      const { message } = error as Error;
      const passes = error instanceof DomainError && error.retryable;
      if (message !== this.trouble)
        this.log[passes ? 'info' : 'error'](
          { err: error },
          `Labelled documents wait to be filed: ${message}`,
        );
      this.trouble = message;
    } finally {
      this.tell(held);
    }
  }

  private tell(held: readonly HeldUpFile[]): void {
    const lost = held.filter(({ over }) => over);
    if (lost.length > 0)
      this.log.error(
        shown(lost),
        `${lost.length} labelled documents are never filed: ${lost[0]!.reason.message}`,
      );
    // What waits is told once, not at each attempt.
    const waiting = held.filter(({ over, file }) => !over && !file.rested);
    if (waiting.length > 0)
      this.log.warn(
        shown(waiting),
        `${waiting.length} labelled documents cannot be filed now and are tried again, the others go on: ${waiting[0]!.reason.message}`,
      );
  }
}

const shown = (held: readonly HeldUpFile[]) => ({
  code: held[0]!.reason.code,
  documents: held.slice(0, NAMED).map(({ file }) => file.document_id),
});
