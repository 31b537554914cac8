/** Uploaded documents from upload to answer: here, where the orchestrator is, or in another process. */
import type { AcceptOptions, UploadedFile } from '#contracts/document-message.schema.js';
import type { DocumentQuery, DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { type ExtractedDocument, ExtractedDocumentSchema } from '#contracts/extracted-document.schema.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import { keptUpload } from './kept-upload.js';

export abstract class Documents {
  constructor(protected readonly objects: ObjectStore) {}

  /** Keeps the bytes of an upload until it is accepted or given up. @throws the object store's errors */
  abstract keep(bytes: Uint8Array): Promise<string>;
  /** For bytes that were kept and will not be accepted. */
  abstract giveUp(sha256s: readonly string[]): Promise<void>;
  /**
   * In the database when it resolves; the work goes on behind it. All of them, or none.
   * @param files each kept before, or refused
   * @returns their records, or those of the upload that had the same key
   * @throws DomainError 'service/busy', 'request/too-many-files', 'quota/…', 'workspace/disk-full', 'database/unavailable', 'request/key-reused'
   */
  abstract accept(files: readonly UploadedFile[], options: AcceptOptions): Promise<readonly DocumentRecord[]>;
  /** Waits until every one of them has its answer, at most so long. */
  abstract settled(ids: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void>;
  /** @throws DomainError 'request/not-found' */
  abstract find(id: string): Promise<DocumentRecord>;
  /** Newest first. */
  abstract page(query: DocumentQuery): Promise<{ records: DocumentRecord[]; next: string | null }>;
  /**
   * Ends the work on a document that has no answer yet: it fails, with that as the reason. One that has stays as it is.
   * @throws DomainError 'request/not-found'
   */
  abstract cancel(id: string): Promise<DocumentRecord>;
  /** Record, upload and text are gone when it resolves. @throws DomainError 'request/not-found' */
  abstract remove(id: string): Promise<void>;

  /** The upload, byte by byte. @throws DomainError 'object-store/missing' and its other reasons */
  async file(record: DocumentRecord): Promise<Uint8Array> {
    return this.objects.get(keptUpload(record));
  }

  /** What was read; null where nothing was, or not yet. */
  async extracted({ extracted }: DocumentRecord): Promise<ExtractedDocument | null> {
    if (extracted === null) return null;
    const bytes = await this.objects.get(extracted);
    return ExtractedDocumentSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  }
}

export const noSuchDocument = (id: string): DomainError =>
  new DomainError('request/not-found', `There is no document '${id.slice(0, 80)}'.`);
