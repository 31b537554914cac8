/** Uploads, whichever way their documents came: put on record, and answered at once or when they have their answers. */
import { setTimeout as pause } from 'node:timers/promises';
import { applyDecorators, Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import type { GatewayParams } from '#config/params/gateway.params.js';
import type { Identity } from '#contracts/account.schema.js';
import type { Batch } from '#contracts/batch.schema.js';
import type { UploadedFile } from '#contracts/document-message.schema.js';
import { type DocumentRecord, isFinal } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { SplitSchema } from '#contracts/split.schema.js';
import { type UploadReply, UploadReplySchema } from '#contracts/upload-reply.schema.js';
import { uploadTurn } from '#core/documents/upload-turn.js';
import { batchView } from '#nest-kit/batches/batch-view.js';
import { documentView, stateOf } from '#nest-kit/documents/document-view.js';
import { Documents } from '#nest-kit/documents/documents.js';
import { OwnDocuments } from '#nest-kit/documents/own-documents.js';
import { OpenRequests } from '#nest-kit/http/open-requests.js';
import { GATEWAY_PARAMS } from '#nest-kit/platform/tokens.js';
import { ApiProblem, ApiQueries, ApiReply } from './openapi-decorators.js';
import { ApiUploadKey } from './upload-key.js';

export const UploadQuerySchema = z.strictObject({
  wait: z.coerce.number().min(0).default(0).describe('Seconds to wait for the answers.'),
  split: SplitSchema.default('none'),
});
export const waitUpTo = (most: number) => {
  const takes = `takes a number of seconds from 0 to ${most}`;
  return UploadQuerySchema.extend({ wait: z.coerce.number(takes).min(0, takes).max(most, takes).default(0) });
};

/** What all routes that add documents take, answer and refuse. @param kept the answer to who does not wait */
export const ApiAddsDocuments = (kept: string) =>
  applyDecorators(
    ApiQueries(UploadQuerySchema),
    ApiUploadKey(),
    ApiReply(UploadReplySchema, { description: 'Every document has its answer.' }),
    ApiReply(UploadReplySchema, { status: 202, description: kept }),
    ApiProblem(409, 'There is no model.'),
    ApiProblem(422, 'The Idempotency-Key was used for another upload.'),
    ApiProblem(429, 'The account has used up its quota; see Retry-After, where time brings more.'),
    ApiProblem(503, 'The first model is being trained, or too many documents wait; see Retry-After.'),
  );

export interface UploadCall extends z.infer<typeof UploadQuerySchema> {
  key: string | undefined;
  /** Null: each document for itself. */
  batch: { name: string | null } | null;
}

/** Documents of a batch that the reply to its upload shows. */
const SHOWN = 1_000;
/** Milliseconds until what was away is asked again. */
const AWAY = 1_000;

@Injectable()
export class UploadReplies {
  constructor(
    private readonly documents: Documents,
    private readonly own: OwnDocuments,
    private readonly open: OpenRequests,
    @Inject(GATEWAY_PARAMS) private readonly params: GatewayParams,
  ) {}

  /** Puts the files on record, all of them or none. @throws DomainError as {@link OwnDocuments.accept} */
  async accept(
    who: Identity,
    files: readonly UploadedFile[],
    call: UploadCall,
    response: Response,
  ): Promise<UploadReply> {
    const { wait, split, key, batch } = call;
    const records = await this.own.accept(who, files, {
      ...uploadTurn(files.length, wait > 0, this.params.max_open),
      ...{ key, ...(batch && { batch }), ...(split !== 'none' && { split }) },
    });
    return this.reply(who, records, call, response);
  }

  /**
   * What is kept is never told as failed: whatever is away by now, the reply has the ids.
   * @param wait seconds; less where the client hangs up, or this process is asked to stop
   */
  private async reply(
    who: Identity,
    records: readonly DocumentRecord[],
    { wait, batch: named }: UploadCall,
    response: Response,
  ): Promise<UploadReply> {
    if (wait > 0) {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const ids = records.map(({ id }) => id);
      await this.open.unlessStopped(this.settled(ids, wait * 1000, gone.signal));
      gone.abort();
    }
    const shown = records.slice(0, SHOWN);
    const now = wait > 0 ? await orWhileAway(this.findAll(who, shown), () => shown) : shown;
    const documents = now.map(documentView);
    const { batch: id } = records[0]!;
    const batch =
      id === undefined
        ? null
        : await orWhileAway(this.own.findBatch(who, id), () => newBatch(who, id, records, named));
    const view = batch && batchView(batch, Date.now());
    const ended = view ? view.status === 'ended' : documents.every(({ status }) => isFinal(status));
    response.status(ended ? 200 : 202);
    if (view) response.setHeader('location', `/api/v1/batches/${view.id}`);
    else if (documents.length === 1) response.setHeader('location', `/api/v1/documents/${documents[0]!.id}`);
    return { batch: view, documents };
  }

  private findAll(who: Identity, records: readonly DocumentRecord[]): Promise<readonly DocumentRecord[]> {
    return Promise.all(records.map(({ id }) => this.own.find(who, id)));
  }

  /** As {@link Documents.settled}; what is away for a moment is waited for. */
  private async settled(ids: readonly string[], milliseconds: number, gone: AbortSignal): Promise<void> {
    const end = performance.now() + milliseconds;
    const left = () => Math.max(0, end - performance.now());
    const wait = () => this.documents.settled(ids, left(), gone).then(() => true);
    while (!(await orWhileAway(wait(), () => false)) && left() > 0 && !gone.aborted)
      await pause(Math.min(AWAY, left()), undefined, { signal: gone }).catch(() => undefined);
  }
}

/** @param instead where what would answer is away for now */
async function orWhileAway<Value>(asked: Promise<Value>, instead: () => Value): Promise<Value> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DomainError && error.retryable) return instead();
    throw error;
  }
}

/** As it was when its documents were put on record. */
function newBatch(
  { account }: Identity,
  id: string,
  records: readonly DocumentRecord[],
  named: UploadCall['batch'],
): Batch {
  const { at } = records[0]!.history[0]!;
  return {
    ...{ id, name: named?.name ?? null, owner: account.id },
    ...{ created_at: at, started_at: null, cancelled_at: null, changed_at: at },
    counts: records.map((record) => ({ state: stateOf(record), label: null, documents: 1 })),
  };
}
