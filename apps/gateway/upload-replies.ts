/** What an upload is answered, whichever way its documents came: at once, or when they have their answers. */
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import type { Identity } from '#contracts/account.schema.js';
import { type DocumentRecord, isFinal } from '#contracts/document-record.schema.js';
import { SplitSchema } from '#contracts/split.schema.js';
import type { UploadReply } from '#contracts/upload-reply.schema.js';
import { batchView } from '#nest-kit/batches/batch-view.js';
import { documentView } from '#nest-kit/documents/document-view.js';
import { Documents } from '#nest-kit/documents/documents.js';
import { OwnDocuments } from '#nest-kit/documents/own-documents.js';

export const UploadQuerySchema = z.strictObject({
  wait: z.coerce.number().min(0).default(0).describe('Seconds to wait for the answers.'),
  split: SplitSchema.default('none'),
});
export const waitUpTo = (most: number) => {
  const takes = `takes a number of seconds from 0 to ${most}`;
  return UploadQuerySchema.extend({ wait: z.coerce.number(takes).min(0, takes).max(most, takes).default(0) });
};

/** Documents of a batch that the reply to its upload shows. */
const SHOWN = 1_000;

@Injectable()
export class UploadReplies {
  constructor(
    private readonly documents: Documents,
    private readonly own: OwnDocuments,
  ) {}

  /**
   * @param records as they were put on record
   * @param wait seconds; less where the client hangs up
   */
  async of(
    who: Identity,
    records: readonly DocumentRecord[],
    wait: number,
    response: Response,
  ): Promise<UploadReply> {
    if (wait > 0) {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const ids = records.map(({ id }) => id);
      await this.documents.settled(ids, wait * 1000, gone.signal);
    }
    const shown = records.slice(0, SHOWN);
    const now = wait > 0 ? await Promise.all(shown.map(({ id }) => this.own.find(who, id))) : shown;
    const documents = now.map(documentView);
    const { batch: id } = records[0]!;
    const batch = id === undefined ? null : batchView(await this.own.findBatch(who, id), Date.now());
    const ended = batch ? batch.status === 'ended' : documents.every(({ status }) => isFinal(status));
    response.status(ended ? 200 : 202);
    if (batch) response.setHeader('location', `/api/v1/batches/${batch.id}`);
    else if (documents.length === 1) response.setHeader('location', `/api/v1/documents/${documents[0]!.id}`);
    return { batch, documents };
  }
}
