/** Deletes bytes of uploads that ended before they were on record: their gateway, or this process before, was killed. */
import { rm } from 'node:fs/promises';
import { filesOlderThan, type HoldJournal } from '#adapters/object-store/hold-journal.js';
import { DomainError } from '#contracts/domain-error.js';
import { Lookout } from '../lookout.js';
import type { Log } from '../observability/log.js';
import type { DocumentObjects } from './document-objects.js';

/** Milliseconds between two looks. */
const LOOK = 600_000;
/**
 * Milliseconds after which no upload goes on: its request is cut after 5 minutes, and what unpacking and keeping the largest
 * ZIP file takes after it are minutes, hours with a store that is away again and again.
 */
export const LONGEST_UPLOAD = 24 * 3_600_000;

export interface LeftoverSweeperParts {
  objects: Pick<DocumentObjects, 'forgetOlder' | 'heldNow' | 'deleteUnused'>;
  journal: HoldJournal;
  /** Where files lie for moments; what is old there is what a kill has left. */
  spoolFolder: string;
  log: Log;
}

export class LeftoverSweeper {
  private closed = false;
  /** Held for longer than any upload takes, and still to be looked after. */
  private readonly given: string[] = [];
  private readonly lookout = new Lookout(LOOK, () => this.sweep());

  constructor(private readonly parts: LeftoverSweeperParts) {}

  start(): void {
    this.lookout.start();
    this.lookout.wake();
  }

  /** What is held still stays noted. */
  async close(): Promise<void> {
    this.closed = true;
    await this.lookout.close();
    const { journal, log } = this.parts;
    try {
      journal.keepOnly(this.noted());
    } catch (error) {
      log.warn({ err: error }, 'What uploads hold could not be noted at the end.');
    }
  }

  private noted(): string[] {
    return [...this.parts.objects.heldNow(), ...this.given];
  }

  private async sweep(): Promise<void> {
    const { objects, journal, spoolFolder, log } = this.parts;
    try {
      let looked = 0;
      this.given.push(...objects.forgetOlder(LONGEST_UPLOAD));
      for (; this.given.length > 0 && !this.closed; looked++) {
        await objects.deleteUnused(this.given[0]!);
        this.given.shift();
      }
      journal.keepOnly(this.noted());
      for (const leftover of journal.leftovers(LONGEST_UPLOAD)) {
        for (const sha256 of leftover.sha256s) {
          if (this.closed) return;
          await objects.deleteUnused(sha256);
          looked++;
        }
        journal.forget(leftover);
      }
      for (const path of filesOlderThan(spoolFolder, LONGEST_UPLOAD)) await rm(path, { force: true });
      if (looked > 0)
        log.info({ looked }, `${looked} objects of uploads that never ended were looked after.`);
    } catch (error) {
      // Looked for again in ten minutes, as long as it takes.
      const passes = error instanceof DomainError && error.retryable;
      log[passes ? 'warn' : 'error'](
        { err: error },
        'What uploads that never ended have left is still there.',
      );
    }
  }
}
