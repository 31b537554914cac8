/**
 * What people say that documents are, and which labelled files are to lie where because of it.
 *
 * Promises: what was said is kept, all of it, as long as its document; the latest counts. What is said and what is to
 * become of the labelled file are written in one transaction, and a document that is removed takes both along.
 * All calls throw DomainError 'database/unavailable' where the database cannot be reached.
 */
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { Feedback, FeedbackPage, ReviewQuery } from '#contracts/feedback.schema.js';
import type { PageQuery } from '#contracts/page-query.schema.js';

export interface Said {
  /** Null: what counts is taken back. */
  label: string | null;
  /** Name of the account. */
  by: string;
  note: string | null;
}

/** A labelled file that does not lie yet where it is to lie. */
export interface DueFile {
  document_id: string;
  /** Of the document. */
  name: string;
  sha256: string;
  /** Null: it is to lie nowhere. */
  label: string | null;
  /** Where it lies now, below the folder of labelled documents; null: nowhere. */
  path: string | null;
  /** How often its bytes were not found. */
  attempts: number;
  /** Whether it could not be placed before. */
  rested: boolean;
}

export abstract class FeedbackRecords {
  /**
   * What counts already is said anew only where its file was given up.
   * @returns what counts now; null where nothing does, and nothing was to be taken back
   * @throws DomainError 'request/not-found', 'feedback/no-answer' for a document that has none, or whose file is not there
   */
  abstract say(document: string, said: Said): Promise<Feedback | null>;
  /** Oldest first. */
  abstract ofDocument(document: string, page: PageQuery): Promise<FeedbackPage>;
  /** Newest first. */
  abstract page(query: PageQuery): Promise<FeedbackPage>;
  /** Least sure first. */
  abstract queue(query: ReviewQuery): Promise<{ records: DocumentRecord[]; next: string | null }>;
  /** Every label that counts of some document. */
  abstract labels(): Promise<string[]>;
  /** Those that rest are not among them. */
  abstract due(most: number): Promise<DueFile[]>;
  /** It lies there by now, and nobody has said anything else meanwhile; else it stays due, from there. */
  abstract placed(file: DueFile, path: string | null): Promise<void>;
  /** It could not be placed, and rests so long, unless somebody says anything else of it; `attempts` as in the file. */
  abstract postpone(file: DueFile, rest: { seconds: number; attempts: number }): Promise<void>;
  /**
   * It never will be placed: that stands beside what was said, and to say the same again is another attempt.
   * @returns false where somebody has said anything else meanwhile
   */
  abstract giveUp(file: DueFile, problem: NonNullable<Feedback['problem']>): Promise<boolean>;
}
