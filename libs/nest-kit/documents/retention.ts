/** Deletes documents that are older than they may become, a few hundred at a time. */
import type { DocumentRecords } from '#ports/document-records.port.js';
import { Lookout } from '../lookout.js';
import type { Log } from '../observability/log.js';

/** Milliseconds between two looks. */
const LOOK = 600_000;
/** Documents of one transaction. */
const AT_ONCE = 500;

export interface RetentionParts {
  records: Pick<DocumentRecords, 'removeOlder'>;
  /** 0: documents stay. */
  days: number;
  log: Log;
  /** Bytes of removed documents are still in the object store. */
  onRemoved: () => void;
}

export class Retention {
  private readonly lookout = new Lookout(LOOK, () => this.look());

  constructor(private readonly parts: RetentionParts) {}

  start(): void {
    if (this.parts.days === 0) return;
    this.lookout.start();
    this.lookout.wake();
  }

  close(): Promise<void> {
    return this.lookout.close();
  }

  private async look(): Promise<void> {
    const { records, days, log, onRemoved } = this.parts;
    try {
      const removed = await records.removeOlder(days, AT_ONCE);
      if (removed === 0) return;
      log.info({ removed, days }, `${removed} documents were deleted, as they are older than ${days} days.`);
      onRemoved();
      if (removed === AT_ONCE) this.lookout.wake();
    } catch (error) {
      // Looked for again in ten minutes.
      log.warn({ err: error }, 'Documents that are too old could not be deleted.');
    }
  }
}
