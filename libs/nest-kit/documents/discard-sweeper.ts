/** Deletes the bytes of documents that are gone; what a kill or a store that was away left is deleted later. */
import { DomainError } from '#contracts/domain-error.js';
import type { DocumentRecords } from '#ports/document-records.port.js';
import type { Log } from '../observability/log.js';
import type { DocumentObjects } from './document-objects.js';

/** Milliseconds between two looks for what was left. */
const LOOK = 60_000;
const AT_ONCE = 100;

export class DiscardSweeper {
  private sweeping: Promise<void> | undefined;
  private again = false;
  private closed = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly records: Pick<DocumentRecords, 'discarded' | 'forgetDiscarded'>,
    private readonly objects: Pick<DocumentObjects, 'deleteUnused'>,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), LOOK).unref();
    this.wake();
  }

  /** There may be something to delete. */
  wake(): void {
    this.again = true;
    this.sweeping ??= this.sweep().finally(() => {
      this.sweeping = undefined;
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    try {
      while (this.again && !this.closed) {
        this.again = false;
        const some = await this.records.discarded(AT_ONCE);
        for (const { sha256, extracted } of some) {
          if (this.closed) return;
          await this.objects.deleteUnused(sha256, extracted);
        }
        if (some.length === 0) return;
        await this.records.forgetDiscarded(some.map(({ id }) => id));
        this.again = true;
      }
    } catch (error) {
      // Looked for again in a minute, as long as it takes.
      const passes = error instanceof DomainError && error.retryable;
      this.log[passes ? 'warn' : 'error']({ err: error }, 'The bytes of deleted documents are still there.');
    }
  }
}
