/** Documents of the orchestrator in another process. */
import { randomUUID } from 'node:crypto';
import { sha256Of } from '#adapters/object-store/sha256.js';
import { newId } from '#composition/new-id.js';
import {
  type AcceptOptions,
  DOCUMENTS_TOPIC,
  type DocumentQuestion,
  type DocumentReply,
  DocumentReplySchema,
  type UploadedFile,
} from '#contracts/document-message.schema.js';
import type { DocumentQuery, DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import { AppAway, type RemoteApp } from '../messages/remote-app.js';
import { Documents } from './documents.js';

/** Milliseconds; the longest of them waits for a page of OCR to be stopped. */
const ANSWER_TIMEOUT = 30_000;
/** Milliseconds; the largest upload is ten thousand rows, and as many jobs. */
const ACCEPT_TIMEOUT = 120_000;
/** Milliseconds in which an orchestrator that was lost in the middle of it may be there again, or another one. */
const ACCEPT_PATIENCE = 10_000;
/** Milliseconds of one question; a client that hangs up is noticed between two of them. */
const WAIT_AT_ONCE = 2_000;

type Reply = Exclude<DocumentReply, { error: unknown }>;

export class RemoteDocuments extends Documents {
  constructor(
    objects: ObjectStore,
    private readonly orchestrator: RemoteApp,
  ) {
    super(objects);
  }

  override async keep(bytes: Uint8Array): Promise<string> {
    const sha256 = sha256Of(bytes);
    await this.ask({ ask: 'hold', sha256 });
    try {
      return await this.objects.put(bytes);
    } catch (error) {
      await this.giveUp([sha256]).catch(() => undefined);
      throw error;
    }
  }

  override async giveUp(sha256s: readonly string[]): Promise<void> {
    if (sha256s.length > 0) await this.ask({ ask: 'giveUp', sha256s: [...sha256s] });
  }

  override async accept(
    files: readonly UploadedFile[],
    options: AcceptOptions,
  ): Promise<readonly DocumentRecord[]> {
    const question = { ask: 'accept' as const, files: [...files], options: repeatable(files, options) };
    const times = { milliseconds: ACCEPT_TIMEOUT, patience: ACCEPT_PATIENCE };
    const reply = await this.orchestrator
      .askAgain(DOCUMENTS_TOPIC, question, DocumentReplySchema, times)
      .catch((error: unknown) => {
        throw error instanceof AppAway && options.key === undefined ? unknown(error) : error;
      });
    return this.recordsOf(reply).records;
  }

  override async settled(ids: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void> {
    const end = performance.now() + milliseconds;
    for (let open = [...ids]; open.length > 0 && !signal.aborted; ) {
      const left = end - performance.now();
      if (left <= 0) return;
      const reply = await this.ask({
        ask: 'settled',
        ids: open,
        milliseconds: Math.min(left, WAIT_AT_ONCE),
      });
      open = 'unanswered' in reply ? reply.unanswered : [];
    }
  }

  override async find(id: string): Promise<DocumentRecord> {
    return this.recordsOf(await this.ask({ ask: 'find', id })).records[0]!;
  }

  override async cancel(id: string): Promise<DocumentRecord> {
    return this.recordsOf(await this.ask({ ask: 'cancel', id })).records[0]!;
  }

  override async page(query: DocumentQuery): Promise<{ records: DocumentRecord[]; next: string | null }> {
    return this.recordsOf(await this.ask({ ask: 'page', query }));
  }

  override async remove(id: string): Promise<void> {
    await this.ask({ ask: 'remove', id });
  }

  private ask(question: DocumentQuestion, milliseconds = ANSWER_TIMEOUT): Promise<Reply> {
    return this.orchestrator.ask(DOCUMENTS_TOPIC, question, DocumentReplySchema, milliseconds);
  }

  private recordsOf(reply: Reply): { records: DocumentRecord[]; next: string | null } {
    if ('records' in reply) return reply;
    throw this.orchestrator.away('it answers another question');
  }
}

/** Sent again, they are the same documents. A key costs a row, and has the upload wait for others of its account. */
function repeatable(files: readonly UploadedFile[], options: AcceptOptions): AcceptOptions {
  if (options.key !== undefined) return options;
  return files.length === 1 && !options.batch
    ? { ...options, id: newId('doc') }
    : { ...options, key: randomUUID() };
}

const unknown = (cause: AppAway): DomainError =>
  new DomainError(
    'service/unavailable',
    `${cause.message} The upload may be kept or not: look at GET /api/v1/documents before you send it again. With an Idempotency-Key it can be sent again at once.`,
    {},
    { cause },
  );
