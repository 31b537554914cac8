/** Deletes the bytes of documents that are gone; what a kill or a store that was away left is deleted later. */
import { DomainError } from '#contracts/domain-error.js';
import type { DocumentRecords } from '#ports/document-records.port.js';
import { Lookout } from '../lookout.js';
import type { Log } from '../observability/log.js';
import type { DocumentObjects } from './document-objects.js';

/** Milliseconds between two looks for what was left. */
const LOOK = 60_000;
const AT_ONCE = 100;

export class DiscardSweeper {
  private closed = false;
  private readonly lookout = new Lookout(LOOK, () => this.sweep());

  constructor(
    private readonly records: Pick<DocumentRecords, 'discarded' | 'forgetDiscarded'>,
    private readonly objects: Pick<DocumentObjects, 'deleteUnused'>,
    private readonly log: Log,
  ) {}

  start(): void {
    this.lookout.start();
    this.lookout.wake();
  }

  /** There may be something to delete. */
  wake(): void {
    this.lookout.wake();
  }

  close(): Promise<void> {
    this.closed = true;
    return this.lookout.close();
  }

  private async sweep(): Promise<void> {
    try {
      const some = await this.records.discarded(AT_ONCE);
      for (const { sha256, extracted } of some) {
        if (this.closed) return;
        await this.objects.deleteUnused(sha256, extracted);
      }
      if (some.length === 0) return;
      await this.records.forgetDiscarded(some.map(({ id }) => id));
      this.lookout.wake();
    } catch (error) {
      // Looked for again in a minute, as long as it takes.
      const passes = error instanceof DomainError && error.retryable;
      this.log[passes ? 'warn' : 'error']({ err: error }, 'The bytes of deleted documents are still there.');
    }
  }
}
