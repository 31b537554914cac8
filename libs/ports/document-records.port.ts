/**
 * Documents, and the work that is still to be done for each: one place, so that a document and its job never disagree.
 *
 *   add ──► queued ──claim──► reading · cleaning · predicting ──finish──► classified · review · rejected · failed · split
 *             ▲                          │
 *             └── retry, release, or a ──┘
 *                 worker gone silent
 *
 * Promises: what a call has resolved for survives a kill of any process; a job has one worker at a time, by a lease
 * that the worker renews; who has lost the lease can change nothing any more; after a document is removed nothing of
 * it comes back. Times of leases are the database's own, so that clocks of machines do not matter.
 * All calls throw DomainError 'database/unavailable' where the database cannot be reached; lists 'database/too-slow' where a
 * server takes over 10 s.
 */
import type { AccountUsage } from '#contracts/account-usage.schema.js';
import type { DocumentQuery, DocumentRecord } from '#contracts/document-record.schema.js';
import type { IntakeMark } from '#contracts/intake.schema.js';

/** What is to be done next for a document: its bytes are to be fetched from its URL, or are there to be read. */
export type JobKind = 'fetch' | 'read';

/** Which of those that are to be fetched. */
export interface ToFetch {
  /** Not from these hosts, written as URLs have them ('example.org:8080'). */
  without: readonly string[];
}

export interface FetchedFile {
  sha256: string;
  bytes: number;
}

/** A document that is to be worked on now by whoever claimed it. */
export interface ClaimedJob {
  record: DocumentRecord;
  /** Earlier tries that failed for a reason that may pass. */
  failures: number;
  /** Workers that had it and gave no sign of life any more. */
  losses: number;
  /** Its batch was cancelled: it is to be ended without an answer. */
  cancelled: boolean;
}

export interface Lease {
  worker: string;
  /** Seconds without a sign of life after which others may take the job. */
  seconds: number;
}

/** Every state, oldest first. */
export type History = DocumentRecord['history'];

export interface AddOptions {
  /** Higher goes first. */
  priority: number;
  /** Documents without an answer that there may be after it. */
  most: number;
  /** Of the client: the same upload, sent again, adds nothing. It is remembered for a day. */
  key?: string | undefined;
  /** Which the documents are the whole of. */
  batch?: NewBatch | undefined;
  /**
   * Of their owner's usage before them, which nobody else changes until they are added or refused.
   * @throws where they are too many or too much; then nothing is added
   */
  within?: ((usage: AccountUsage) => void) | undefined;
  /** The file that they were taken from: where that was taken before, nothing is added. */
  intake?: IntakeMark | undefined;
}

export interface NewBatch {
  id: string;
  /** Of the archive that they came in. */
  name: string | null;
  owner: string;
}

/** What a document referred to that is removed. */
export interface DiscardedObjects {
  id: string;
  sha256: string;
  extracted: string | null;
}

export interface DocumentEnd {
  history: History;
  answer: NonNullable<DocumentRecord['answer']>;
  extracted: string | null;
  /** What was read, for searching. */
  text: string;
  /** What the answer rests on besides the bytes, as a hash; null where it must not be given again. */
  basis: string | null;
  /** The documents in it, put on record with the end of the file. */
  parts?: readonly FoundPart[];
}

/** A document that was found in a file. */
export interface FoundPart {
  /** With its answer, and where it was found. */
  record: DocumentRecord;
  /** What was read, for searching. */
  text: string;
}

/** An answer that was given before. */
export interface EarlierAnswer extends Pick<DocumentEnd, 'answer' | 'extracted'> {
  /** Of its document. */
  id: string;
}

export abstract class DocumentRecords {
  /**
   * All of them, or none; those that have an answer already get no job.
   * @returns the records, or those that the same key brought before; none where their file was taken before
   * @throws DomainError 'service/busy', 'request/too-many-files', 'request/key-reused' where the key named other files, 'request/not-found'
   *   where what it brought is deleted
   */
  abstract add(records: readonly DocumentRecord[], options: AddOptions): Promise<readonly DocumentRecord[]>;
  /** Records as they are, from an earlier version; those without an answer are queued. @returns how many were new */
  abstract adopt(records: readonly DocumentRecord[]): Promise<number>;
  /** @returns undefined where there is none of this id */
  abstract find(id: string): Promise<DocumentRecord | undefined>;
  /** Newest first; `next` is the cursor of the page after, null where nothing comes after. */
  abstract page(query: DocumentQuery): Promise<{ records: DocumentRecord[]; next: string | null }>;
  /**
   * Of one owner's documents, so that nobody learns what others have uploaded.
   * @returns the oldest answer to these bytes that rests on the same basis; undefined where there is none
   */
  abstract answered(sha256: string, basis: string, owner?: string): Promise<EarlierAnswer | undefined>;
  /** @returns which of these have no answer yet */
  abstract unanswered(ids: readonly string[]): Promise<string[]>;
  /** Documents without an answer. */
  abstract waiting(): Promise<number>;
  /**
   * Ends the job of a document that has no answer yet, whoever works on it.
   * @param entry the end of its history
   * @returns false where there is no such job, and nothing was written
   */
  abstract cancel(id: string, entry: History[number], answer: DocumentEnd['answer']): Promise<boolean>;
  /** @returns the record that was removed with its job, text and parts; undefined where there is none */
  abstract remove(id: string): Promise<DocumentRecord | undefined>;
  /**
   * Documents that have their answer, were uploaded so many days ago or more, and whose right label nobody has told, nor
   * that of a document in them; the oldest first. Batches that lose their last document go with it.
   * @returns how many were removed, at most `most`
   */
  abstract removeOlder(days: number, most: number): Promise<number>;
  /** What removed documents referred to and nobody has looked after yet, oldest first. */
  abstract discarded(most: number): Promise<DiscardedObjects[]>;
  /** These have been looked after. */
  abstract forgetDiscarded(ids: readonly string[]): Promise<void>;
  /** Which of these objects records refer to, and which of these uploads are still to be read. */
  abstract references(sha256s: readonly string[]): Promise<{ wanted: Set<string>; unread: Set<string> }>;

  /**
   * The next jobs in turn: highest priority first, then the oldest. One whose worker went silent counts as a loss.
   * @param most at most so many
   */
  abstract claim(lease: Lease, most: number): Promise<ClaimedJob[]>;
  /** As {@link claim}, of those whose bytes are to be fetched first; `claim` brings none of them. */
  abstract claimToFetch(lease: Lease, most: number, which: ToFetch): Promise<ClaimedJob[]>;
  /**
   * Its bytes are kept: from now on it waits to be read, as a job that was never tried.
   * @param within as in {@link AddOptions}
   * @returns as {@link enter}
   */
  abstract fetched(
    id: string,
    worker: string,
    file: FetchedFile,
    history: History,
    within?: AddOptions['within'],
  ): Promise<boolean>;
  /** A sign of life. @returns the documents of `ids` that are still this worker's */
  abstract renew(lease: Lease, ids: readonly string[]): Promise<string[]>;
  /**
   * How far it is. While a worker has the job, nobody else writes the history, so it is always given whole.
   * @returns false where the job is no longer this worker's, and nothing was written
   */
  abstract enter(id: string, worker: string, history: History): Promise<boolean>;
  /** The answer, and the end of the job. @returns as {@link enter} */
  abstract finish(id: string, worker: string, end: DocumentEnd): Promise<boolean>;
  /**
   * Back into the queue.
   * @param failed whether this counts as a try that failed
   * @param wait milliseconds before it may be claimed again
   * @returns as {@link enter}
   */
  abstract giveBack(
    id: string,
    worker: string,
    history: History,
    how: { failed: boolean; wait: number },
  ): Promise<boolean>;
  /** Takes every job of a kind from its worker: for the start of the only process that has workers. @returns how many */
  abstract reclaimAll(kind?: JobKind): Promise<number>;
}
