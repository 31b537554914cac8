/** Whose a document or a batch is: the one place that decides who sees it and who may change it. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Identity, Role } from '#contracts/account.schema.js';
import type { Batch, BatchQuery } from '#contracts/batch.schema.js';
import type { AcceptOptions, UploadedFile } from '#contracts/document-message.schema.js';
import type { DocumentQuery, DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { hasRole, SEES_ALL } from '#core/accounts/access-rules.js';
import { Batches, noSuchBatch } from '../batches/batches.js';
import { Documents, noSuchDocument } from './documents.js';

/** The least role that changes what others have uploaded. */
const CHANGES_ALL: Role = 'admin';
/** Documents asked for at once; with all that explains them they are some 10 kB each. */
const PAGE = 200;

@Injectable()
export class OwnDocuments {
  constructor(
    private readonly documents: Documents,
    private readonly batches: Batches,
  ) {}

  /** As {@link Documents.accept}; a key of one account is none of another's. */
  accept(
    who: Identity,
    files: readonly UploadedFile[],
    { key, ...options }: Omit<AcceptOptions, 'owner'>,
  ): Promise<readonly DocumentRecord[]> {
    const owner = who.account.id;
    return this.documents.accept(files, { ...options, owner, key: key && keyOf(owner, key) });
  }

  /** @throws DomainError 'request/not-found', also for one of somebody else */
  find(who: Identity, id: string): Promise<DocumentRecord> {
    return this.ownOr(SEES_ALL, who, id);
  }

  page(who: Identity, query: DocumentQuery): Promise<{ records: DocumentRecord[]; next: string | null }> {
    return this.documents.page({ ...query, ...this.seenBy(who) });
  }

  /** Narrows any question to the documents that `who` may see. */
  seenBy(who: Identity): { owner?: string } {
    return hasRole(who, SEES_ALL) ? {} : { owner: who.account.id };
  }

  /** All pages of a list. */
  async *pages(
    who: Identity,
    query: Omit<DocumentQuery, 'limit' | 'cursor'>,
  ): AsyncGenerator<DocumentRecord[]> {
    let cursor: string | undefined;
    do {
      const { records, next } = await this.page(who, { ...query, limit: PAGE, ...(cursor && { cursor }) });
      yield records;
      cursor = next ?? undefined;
    } while (cursor !== undefined);
  }

  /** @throws DomainError 'request/not-found', also for one that is not theirs to see; 'auth/forbidden' */
  async cancel(who: Identity, id: string): Promise<DocumentRecord> {
    await this.ownOr(CHANGES_ALL, who, id);
    return this.documents.cancel(id);
  }

  /** @throws DomainError 'request/not-found', also for one that is not theirs to see; 'auth/forbidden' */
  async remove(who: Identity, id: string): Promise<void> {
    await this.ownOr(CHANGES_ALL, who, id);
    await this.documents.remove(id);
  }

  /** @throws DomainError 'request/not-found', also for one of somebody else */
  findBatch(who: Identity, id: string): Promise<Batch> {
    return this.ownBatchOr(SEES_ALL, who, id);
  }

  batchPage(who: Identity, query: BatchQuery): Promise<{ batches: Batch[]; next: string | null }> {
    return this.batches.page({ ...query, ...this.seenBy(who) });
  }

  /** @throws DomainError 'request/not-found', also for one that is not theirs to see; 'auth/forbidden' */
  async cancelBatch(who: Identity, id: string): Promise<Batch> {
    await this.ownBatchOr(CHANGES_ALL, who, id);
    return this.batches.cancel(id);
  }

  /** @throws DomainError 'request/not-found', also for one that is not theirs to see; 'auth/forbidden' */
  async removeBatch(who: Identity, id: string): Promise<void> {
    await this.ownBatchOr(CHANGES_ALL, who, id);
    await this.batches.remove(id);
  }

  private async ownOr(role: Role, who: Identity, id: string): Promise<DocumentRecord> {
    const record = await this.documents.find(id);
    if (isOwn(who, record) || hasRole(who, role)) return record;
    throw hasRole(who, SEES_ALL) ? notTheirs('document') : noSuchDocument(id);
  }

  private async ownBatchOr(role: Role, who: Identity, id: string): Promise<Batch> {
    const batch = await this.batches.find(id);
    if (isOwn(who, batch) || hasRole(who, role)) return batch;
    throw hasRole(who, SEES_ALL) ? notTheirs('batch') : noSuchBatch(id);
  }
}

const isOwn = ({ account }: Identity, { owner }: { owner?: string | undefined }): boolean =>
  owner === account.id;

/** To whom sees it; to others, whether there is one is nobody else's business. */
const notTheirs = (what: string): DomainError =>
  new DomainError(
    'auth/forbidden',
    `Somebody else uploaded this ${what}: only they and admins may cancel or delete it. Ask an admin.`,
  );

const keyOf = (owner: string, key: string): string =>
  createHash('sha256').update(`${owner}\n${key}`).digest('hex');
