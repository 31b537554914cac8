/**
 * What is known of each run of a pipeline.
 *
 * Promises: saved is saved, whatever is killed; the newest first.
 * All calls throw DomainError 'database/unavailable' where they cannot reach the database.
 */
import type { RunPage, RunRecord } from '#contracts/run-record.schema.js';

export abstract class RunRecords {
  /** A new run, or the latest of a known one. */
  abstract save(record: RunRecord): Promise<void>;
  abstract find(id: string): Promise<RunRecord | undefined>;
  /** @param before id of the last run of the page before */
  abstract page(limit: number, before?: string): Promise<RunPage>;
  /** Runs that are said to go on. */
  abstract unfinished(): Promise<RunRecord[]>;
}
