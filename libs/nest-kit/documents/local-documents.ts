/** Documents in this process: kept, put on record, worked on by this process's worker, deleted. */

import { HoldJournal } from '#adapters/object-store/hold-journal.js';
import { newId } from '#composition/new-id.js';
import type { Quota } from '#contracts/account-usage.schema.js';
import type { AcceptOptions, UploadedFile } from '#contracts/document-message.schema.js';
import type { DocumentQuery, DocumentRecord } from '#contracts/document-record.schema.js';
import type { IntakeMark } from '#contracts/intake.schema.js';
import { additionOf, NO_QUOTA, withinQuota } from '#core/accounts/quota.js';
import { failedAnswer } from '#core/prediction/classify-document.js';
import type { DocumentRecords } from '#ports/document-records.port.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import { AwaitedAnswers } from './awaited-answers.js';
import { CANCELLED, cancelledNow } from './cancelled.js';
import { DiscardSweeper } from './discard-sweeper.js';
import { DocumentObjects } from './document-objects.js';
import { DocumentWorker, type DocumentWorkerParts } from './document-worker.js';
import { Documents, noSuchDocument } from './documents.js';
import { LeftoverSweeper } from './leftover-sweeper.js';
import { newRecord } from './new-record.js';
import { Retention } from './retention.js';
import { keptOf } from './take-file.js';
import { type Fetching, UrlWorker, type UrlWorkerParts } from './url-worker.js';
import type { PartsKeeping } from './with-found-parts.js';

export interface LocalDocumentsParts extends Omit<DocumentWorkerParts, 'onEnded' | keyof PartsKeeping> {
  records: DocumentRecords;
  objects: ObjectStore;
  /** Documents without an answer yet; more are refused. */
  maxWaiting: number;
  /** Of each account that has none of its own; unset: no limit. */
  quota?: Quota;
  /** Where documents may be named by URLs. */
  fetching?: Fetching & Pick<UrlWorkerParts, 'onAttempt'>;
  /** Where uploads are noted and spooled, so that what a kill leaves of them is deleted; unset: it stays. */
  leftovers?: { journalFolder: string; spoolFolder: string };
  /** Days after which documents are deleted; 0 or unset: never. */
  retentionDays?: number;
}

export class LocalDocuments extends Documents {
  private readonly kept: DocumentObjects;
  private readonly worker: DocumentWorker;
  private readonly urls: UrlWorker | undefined;
  private readonly answers: AwaitedAnswers;
  private readonly sweeper: DiscardSweeper;
  private readonly leftovers: LeftoverSweeper | undefined;
  private readonly retention: Retention;
  private readonly quota: Quota;

  constructor(private readonly parts: LocalDocumentsParts) {
    super(parts.objects);
    const { leftovers, log } = parts;
    const journal = leftovers && new HoldJournal(leftovers.journalFolder);
    this.kept = new DocumentObjects(
      parts.objects,
      (sha256s) => parts.records.references(sha256s),
      (sha256) => journal?.note(sha256),
    );
    this.leftovers =
      journal &&
      new LeftoverSweeper({ objects: this.kept, journal, log, spoolFolder: leftovers!.spoolFolder });
    this.quota = parts.quota ?? NO_QUOTA;
    this.answers = new AwaitedAnswers(parts.records, parts.pace?.look);
    this.sweeper = new DiscardSweeper(parts.records, this.kept, parts.log);
    this.retention = new Retention({
      ...{ records: parts.records, log: parts.log, days: parts.retentionDays ?? 0 },
      onRemoved: () => this.deleteDiscarded(),
    });
    this.worker = new DocumentWorker({
      ...parts,
      hold: (bytes) => this.kept.hold(bytes),
      release: (sha256) => this.kept.release(sha256),
      put: (bytes) => parts.objects.put(bytes),
      onUnwanted: (upload, extracted) => this.kept.deleteUnused(upload, extracted),
      onEnded: (id) => this.answers.tell(id),
    });
    const { fetching } = parts;
    this.urls = fetching && this.urlWorker(fetching);
  }

  /** Begins to work on what waits, and on what a stop or a kill left. */
  start(): void {
    this.worker.start();
    this.urls?.start();
    this.sweeper.start();
    this.retention.start();
    this.leftovers?.start();
  }

  /** What is being worked on goes back into the queue. */
  async close(): Promise<void> {
    const { worker, urls, sweeper, retention, leftovers } = this;
    await Promise.all([worker.close(), urls?.close(), sweeper.close(), retention.close()]);
    await leftovers?.close();
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
    files: readonly UploadedFile[],
    { most, id, owner, split, batch: named, ...options }: AcceptOptions & { intake?: IntakeMark },
  ): Promise<readonly DocumentRecord[]> {
    const sha256s = keptOf(files);
    const batch = named && owner ? { ...named, id: newId('batch'), owner } : undefined;
    const belongs = {
      ...(owner !== undefined && { owner }),
      ...(batch && { batch: batch.id }),
      ...(split && { split }),
    };
    const records = files.map((file) => newRecord(file, belongs, id));
    let known: readonly DocumentRecord[];
    try {
      known = await this.parts.records.add(records, {
        ...{ ...options, batch },
        within: (usage) => withinQuota(additionOf(files), usage, this.quota),
        most: Math.min(most, this.parts.maxWaiting),
      });
    } catch (error) {
      const before = await this.keptBefore(id);
      if (before === undefined) {
        await this.giveUp(sha256s).catch(() => undefined);
        throw error;
      }
      known = [before];
    }
    if (known.length === 0) await this.giveUp(sha256s);
    else for (const sha256 of sha256s) await this.kept.release(sha256);
    this.worker.wake();
    if (files.some((file) => 'url' in file)) this.urls?.wake();
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
    const record = await this.parts.records.find(id);
    if (record === undefined) throw noSuchDocument(id);
    return record;
  }

  override page(query: DocumentQuery): Promise<{ records: DocumentRecord[]; next: string | null }> {
    return this.parts.records.page(query);
  }

  override async cancel(id: string): Promise<DocumentRecord> {
    const { name } = await this.find(id);
    if (await this.parts.records.cancel(id, cancelledNow(), failedAnswer(name, CANCELLED))) {
      await this.stop(id);
      this.answers.tell(id);
    }
    return this.find(id);
  }

  override async remove(id: string): Promise<void> {
    // After its end, nothing is written of it any more.
    await this.stop(id);
    const removed = await this.parts.records.remove(id);
    if (removed === undefined) throw noSuchDocument(id);
    // It may have been taken up between the two.
    await this.stop(id);
    const { sha256, extracted } = removed;
    if (sha256 !== null) await this.kept.deleteUnused(sha256, extracted);
    this.deleteDiscarded();
  }

  /** Ends the work on documents that others have ended or removed. */
  async dropLost(): Promise<void> {
    await Promise.all([this.worker.giveSignOfLife(), this.urls?.giveSignOfLife()]);
  }

  /** This one has its answer, by another way than the worker's. */
  tell(id: string): void {
    this.answers.tell(id);
  }

  /** Behind whoever asks: the bytes of documents that were removed, also of those that a kill left behind. */
  deleteDiscarded(): void {
    this.sweeper.wake();
  }

  /** Of an upload that was taken already, and whose answer was lost. */
  private async keptBefore(id: string | undefined): Promise<DocumentRecord | undefined> {
    return id === undefined ? undefined : this.parts.records.find(id).catch(() => undefined);
  }

  private async stop(id: string): Promise<void> {
    await Promise.all([this.worker.stop(id), this.urls?.stop(id)]);
  }

  private urlWorker(fetching: Fetching & Pick<UrlWorkerParts, 'onAttempt'>): UrlWorker {
    const { records, log, alone, pace } = this.parts;
    return new UrlWorker({
      within: (bytes, usage) => withinQuota({ bytes }, usage, this.quota),
      ...{ records, log, alone, fetching, ...(pace && { pace }) },
      hold: (bytes) => this.kept.hold(bytes),
      release: (sha256) => this.kept.release(sha256),
      giveUp: (sha256) => this.giveUp([sha256]),
      onFetched: () => this.worker.wake(),
      onUnwanted: (upload, extracted) => this.kept.deleteUnused(upload, extracted),
      onEnded: (id) => this.answers.tell(id),
      ...(fetching.onAttempt && { onAttempt: fetching.onAttempt }),
    });
  }
}
