/** Uploaded documents from upload to answer: kept on disk first, then worked on, resumed after a restart. */
import { setTimeout as pause } from 'node:timers/promises';
import type { JsonRecords } from '#composition/json-records.js';
import { type DocumentRecord, type DocumentState, isFinal } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { type ExtractedDocument, ExtractedDocumentSchema } from '#contracts/extracted-document.schema.js';
import { failedAnswer } from '#core/prediction/classify-document.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import { domainErrorOf } from '../http/problem-details.js';
import { newId } from '../new-id.js';
import type { Log } from '../observability/log.js';
import { withTrace } from '../observability/trace.js';
import type { Orchestrator } from '../orchestrator/orchestrator.js';
import { DocumentObjects, type ObjectSurvey } from './document-objects.js';
import { stateOf } from './document-view.js';

export interface StoredFile {
  /** As uploaded, made safe to show. */
  name: string;
  bytes: number;
  sha256: string;
}

export interface DocumentsParts {
  records: JsonRecords<DocumentRecord>;
  objects: ObjectStore;
  orchestrator: Orchestrator;
  log: Log;
  /** Documents without an answer yet; more are refused. */
  maxOpen: number;
}

/** Documents that are in this state, and have this class. */
export interface DocumentFilter {
  status?: DocumentState | undefined;
  label?: string | undefined;
}

interface Open {
  record: DocumentRecord;
  stop: AbortController;
  ended: Promise<void>;
}

/** Milliseconds between tries where something that may pass is in the way: together two minutes. */
const RETRY_PAUSES = [500, 1_000, 3_000, 10_000, 30_000, 75_000];

export class Documents {
  private readonly open = new Map<string, Open>();
  private readonly kept: DocumentObjects;

  constructor(private readonly parts: DocumentsParts) {
    this.kept = new DocumentObjects(parts.objects, () => this.survey());
  }

  /** Keeps the bytes of an upload until it is accepted or given up. @throws the object store's errors */
  keep(bytes: Uint8Array): Promise<string> {
    return this.kept.hold(bytes);
  }

  /** For bytes that were kept and will not be accepted. */
  async giveUp(sha256s: readonly string[]): Promise<void> {
    for (const sha256 of sha256s) {
      await this.kept.release(sha256);
      await this.kept.deleteUnused(sha256);
    }
  }

  /**
   * On disk when it resolves; the work goes on behind it. All of them, or none.
   * @param files each kept before
   * @throws DomainError 'service/busy', 'workspace/disk-full'
   */
  async accept(files: readonly StoredFile[]): Promise<DocumentRecord[]> {
    const sha256s = files.map(({ sha256 }) => sha256);
    let records: DocumentRecord[];
    try {
      records = await this.enlist(files);
    } catch (error) {
      await this.giveUp(sha256s);
      throw error;
    }
    for (const sha256 of sha256s) await this.kept.release(sha256);
    for (const record of records) this.begin(record);
    return records;
  }

  private async enlist(files: readonly StoredFile[]): Promise<DocumentRecord[]> {
    if (this.open.size + files.length > this.parts.maxOpen) {
      throw new DomainError(
        'service/busy',
        `${this.open.size} documents wait already; send these again later, or raise gateway.max_open in params.yaml.`,
        { waiting: this.open.size },
      );
    }
    const records: DocumentRecord[] = [];
    for (const { name, bytes, sha256 } of files) {
      const record: DocumentRecord = {
        format: 'docket/document-record@1',
        id: newId('doc'),
        ...{ name, bytes, sha256 },
        history: [{ state: 'queued', at: new Date().toISOString() }],
        answer: null,
        extracted: null,
      };
      records.push(record);
    }
    try {
      for (const record of records) await this.parts.records.save(record);
    } catch (error) {
      for (const { id } of records) await this.parts.records.remove(id).catch(() => undefined);
      throw error;
    }
    return records;
  }

  /** Waits until every one of them has its answer, at most so long. */
  async settled(ids: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void> {
    const ended = Promise.all(ids.map((id) => this.open.get(id)?.ended));
    const enough = new AbortController();
    const timer = pause(milliseconds, undefined, { signal: AbortSignal.any([signal, enough.signal]) });
    await Promise.race([ended, timer.catch(() => undefined)]);
    enough.abort();
  }

  /** @throws DomainError 'request/not-found' */
  async find(id: string): Promise<DocumentRecord> {
    const record = this.open.get(id)?.record ?? (await this.parts.records.find(id));
    if (!record) throw new DomainError('request/not-found', `There is no document '${id}'.`);
    return record;
  }

  /** Newest first. @param before id of the last document of the page before */
  page(
    limit: number,
    before?: string,
    { status, label }: DocumentFilter = {},
  ): Promise<{ records: DocumentRecord[]; next: string | null }> {
    return this.parts.records.page(limit, before, (stored) => {
      const record = this.open.get(stored.id)?.record ?? stored;
      const matches =
        (status === undefined || status === stateOf(record)) &&
        (label === undefined || label === record.answer?.label);
      return matches ? record : undefined;
    });
  }

  /** The upload, byte by byte. @throws DomainError 'object-store/missing' and its other reasons */
  file({ sha256 }: DocumentRecord): Promise<Uint8Array> {
    return this.parts.objects.get(sha256);
  }

  /** What was read; null where nothing was, or not yet. */
  async extracted({ extracted }: DocumentRecord): Promise<ExtractedDocument | null> {
    if (extracted === null) return null;
    const bytes = await this.parts.objects.get(extracted);
    return ExtractedDocumentSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  }

  /** Record, upload and text are gone when it resolves. @throws DomainError 'request/not-found' */
  async remove(id: string): Promise<void> {
    const record = await this.find(id);
    const open = this.open.get(id);
    open?.stop.abort();
    await open?.ended;
    const { extracted } = (await this.parts.records.find(id)) ?? record;
    await this.parts.records.remove(id);
    await this.kept.deleteUnused(record.sha256, extracted);
  }

  /** Takes up what a stop or a kill left without an answer. */
  async resume(): Promise<void> {
    const { records, log } = this.parts;
    let resumed = 0;
    for (const id of await records.ids()) {
      const record = await records.find(id).catch((error: Error) => {
        log.error({ document_id: id }, error.message);
        return undefined;
      });
      if (!record || isFinal(stateOf(record)) || this.open.has(id)) continue;
      this.begin(record);
      resumed++;
    }
    if (resumed > 0)
      log.info({ resumed }, `${resumed} documents that had no answer yet were taken up again.`);
  }

  /** What is being worked on stays queued on disk. */
  async close(): Promise<void> {
    const all = [...this.open.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  private begin(record: DocumentRecord): void {
    const open: Open = { record, stop: new AbortController(), ended: Promise.resolve() };
    this.open.set(record.id, open);
    open.ended = withTrace({ document_id: record.id }, () => this.work(open))
      .catch((error: unknown) => this.parts.log.error({ err: error }, (error as Error).message))
      .finally(() => this.open.delete(record.id));
  }

  private async work(open: Open): Promise<void> {
    const { orchestrator, records } = this.parts;
    const { id, name, sha256 } = open.record;
    const { signal } = open.stop;
    const enter = (state: DocumentState, error?: { code: string; message: string }) => {
      const at = new Date().toISOString();
      open.record = {
        ...open.record,
        history: [
          ...open.record.history,
          { state, at, ...(error && { error: { code: error.code, message: error.message } }) },
        ],
      };
    };
    for (let attempt = 0; ; attempt++) {
      try {
        const { answer, extracted } = await orchestrator.classify(
          { id, name, sha256 },
          { signal, onState: (state) => enter(state) },
        );
        enter(answer.status, answer.error);
        open.record = { ...open.record, answer, extracted };
        break;
      } catch (error) {
        if (signal.aborted) return;
        const told = domainErrorOf(error, { method: 'classify', path: name });
        if (told !== error) this.parts.log.error({ err: error }, 'A document failed in an unexpected way.');
        const wait = RETRY_PAUSES[attempt];
        if (told.retryable && wait !== undefined) {
          enter('queued', told);
          await pause(wait, undefined, { signal }).catch(() => undefined);
          if (signal.aborted) return;
          continue;
        }
        enter('failed', told);
        open.record = { ...open.record, answer: failedAnswer(name, told) };
        break;
      }
    }
    await records.save(open.record);
  }

  private async survey(): Promise<ObjectSurvey> {
    const { records } = this.parts;
    const wanted = new Set<string>();
    const unread = new Set<string>();
    for (const id of await records.ids()) {
      const record = await records.find(id).catch(() => undefined);
      if (!record) continue;
      wanted.add(record.sha256);
      if (record.extracted !== null) wanted.add(record.extracted);
      if (record.answer === null) unread.add(record.sha256);
    }
    return { wanted, unread };
  }
}
