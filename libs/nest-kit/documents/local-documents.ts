/** Documents in this process: kept, put on record, worked on by this process's worker, deleted. */

import { newId } from '#composition/new-id.js';
import type { AcceptOptions, StoredFile } from '#contracts/document-message.schema.js';
import type { DocumentQuery, DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { failedAnswer } from '#core/prediction/classify-document.js';
import type { DocumentRecords } from '#ports/document-records.port.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import { AwaitedAnswers } from './awaited-answers.js';
import { DocumentObjects } from './document-objects.js';
import { DocumentWorker, type DocumentWorkerParts } from './document-worker.js';
import { Documents } from './documents.js';

export interface LocalDocumentsParts extends Omit<DocumentWorkerParts, 'onUnwanted' | 'onEnded'> {
  records: DocumentRecords;
  objects: ObjectStore;
  /** Documents without an answer yet; more are refused. */
  maxWaiting: number;
}

export class LocalDocuments extends Documents {
  private readonly kept: DocumentObjects;
  private readonly worker: DocumentWorker;
  private readonly answers: AwaitedAnswers;

  constructor(private readonly parts: LocalDocumentsParts) {
    super(parts.objects);
    this.kept = new DocumentObjects(parts.objects, (sha256s) => parts.records.references(sha256s));
    this.answers = new AwaitedAnswers(parts.records, parts.pace?.look);
    this.worker = new DocumentWorker({
      ...parts,
      onUnwanted: (upload, extracted) => this.kept.deleteUnused(upload, extracted),
      onEnded: (id) => this.answers.tell(id),
    });
  }

  /** Begins to work on what waits, and on what a stop or a kill left. */
  start(): void {
    this.worker.start();
  }

  /** What is being worked on goes back into the queue. */
  close(): Promise<void> {
    return this.worker.close();
  }

  override async keep(bytes: Uint8Array): Promise<string> {
    return this.kept.hold(bytes);
  }

  /** For bytes that another process puts into the store. */
  hold(sha256: string): Promise<void> {
    return this.kept.announce(sha256);
  }

  override async giveUp(sha256s: readonly string[]): Promise<void> {
    for (const sha256 of sha256s) {
      await this.kept.release(sha256);
      await this.kept.deleteUnused(sha256);
    }
  }

  override async accept(
    files: readonly StoredFile[],
    { most, owner, ...options }: AcceptOptions,
  ): Promise<readonly DocumentRecord[]> {
    const sha256s = files.map(({ sha256 }) => sha256);
    const records = files.map((file) => newRecord(file, owner));
    let known: readonly DocumentRecord[];
    try {
      known = await this.parts.records.add(records, {
        ...options,
        most: Math.min(most, this.parts.maxWaiting),
      });
    } catch (error) {
      await this.giveUp(sha256s).catch(() => undefined);
      throw error;
    }
    for (const sha256 of sha256s) await this.kept.release(sha256);
    this.worker.wake();
    return known;
  }

  override async settled(ids: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void> {
    await this.answers.settled(ids, milliseconds, signal);
  }

  /** @returns as {@link settled}, which of them have no answer yet */
  unanswered(ids: readonly string[], milliseconds: number): Promise<string[]> {
    return this.answers.settled(ids, milliseconds, new AbortController().signal);
  }

  override async find(id: string): Promise<DocumentRecord> {
    return (await this.parts.records.find(id)) ?? missing(id);
  }

  override page(query: DocumentQuery): Promise<{ records: DocumentRecord[]; next: string | null }> {
    return this.parts.records.page(query);
  }

  override async cancel(id: string): Promise<DocumentRecord> {
    const { name } = await this.find(id);
    const { code, message } = CANCELLED;
    const entry = { state: 'failed' as const, at: new Date().toISOString(), error: { code, message } };
    if (await this.parts.records.cancel(id, entry, failedAnswer(name, CANCELLED))) {
      await this.worker.stop(id);
      this.answers.tell(id);
    }
    return this.find(id);
  }

  override async remove(id: string): Promise<void> {
    // After its end, nothing is written of it any more.
    await this.worker.stop(id);
    const { sha256, extracted } = (await this.parts.records.remove(id)) ?? missing(id);
    // It may have been taken up between the two.
    await this.worker.stop(id);
    await this.kept.deleteUnused(sha256, extracted);
  }
}

const newRecord = ({ name, bytes, sha256 }: StoredFile, owner?: string): DocumentRecord => ({
  format: 'docket/document-record@1',
  id: newId('doc'),
  ...{ name, bytes, sha256 },
  history: [{ state: 'queued', at: new Date().toISOString() }],
  answer: null,
  extracted: null,
  ...(owner !== undefined && { owner }),
});

const CANCELLED = new DomainError(
  'document/cancelled',
  'It was cancelled before it had an answer; upload it again where one is wanted.',
);

function missing(id: string): never {
  throw new DomainError('request/not-found', `There is no document '${id.slice(0, 80)}'.`);
}
