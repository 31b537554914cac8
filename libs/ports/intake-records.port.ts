/**
 * Files of the intake folder that were taken. They are put on record by `DocumentRecords.add`, in the transaction of
 * their documents: a file is taken with them, or not at all.
 *
 * Promises: what a call has resolved for survives a kill of any process.
 * All calls throw DomainError 'database/unavailable' where the database cannot be reached.
 */
import type { IntakeMark } from '#contracts/intake.schema.js';

export interface TakenFile extends IntakeMark {
  /** One of the two; both null where that was deleted. */
  document: string | null;
  batch: string | null;
}

export abstract class IntakeRecords {
  /** All that were taken from the folder and may still be there. */
  abstract known(folder: string): Promise<(IntakeMark & { missing: boolean })[]>;
  /** Those whose documents all have their answers, or are deleted, and that do not lie with their class; oldest first. */
  abstract toSort(folder: string, most: number): Promise<TakenFile[]>;
  /** It lies with its class now, and still in the folder. */
  abstract sorted(mark: IntakeMark): Promise<void>;
  /** It is not in the folder any more; an equal file that comes there is a new one. */
  abstract forget(mark: IntakeMark): Promise<void>;
  /** These are not in the folder now, or are again. */
  abstract note(folder: string, paths: readonly string[], missing: boolean): Promise<void>;
  /** Those that are missing for so many days: an equal file that comes is a new one. */
  abstract forgetMissing(days: number): Promise<void>;
}
