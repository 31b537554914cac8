/** The first record of a file that was uploaded. */
import { newId } from '#composition/new-id.js';
import type { UploadedFile } from '#contracts/document-message.schema.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ErrorCode } from '#contracts/error-codes.js';
import { failedAnswer } from '#core/prediction/classify-document.js';

/** One that waits for its answer, or failed already where the file cannot be taken. */
export function newRecord(
  file: UploadedFile,
  belongs: Pick<DocumentRecord, 'owner' | 'batch' | 'split'>,
  id = newId('doc'),
): DocumentRecord {
  const { name } = file;
  const bytes = 'bytes' in file ? file.bytes : 0;
  const at = new Date().toISOString();
  const record = {
    format: 'docket/document-record@1' as const,
    id,
    ...{ name, bytes, extracted: null },
    ...belongs,
  };
  if ('url' in file) {
    return { ...record, url: file.url, sha256: null, history: [{ state: 'queued', at }], answer: null };
  }
  if (!('error' in file))
    return { ...record, sha256: file.sha256, history: [{ state: 'queued', at }], answer: null };
  const { code, message } = file.error;
  return {
    ...{ ...record, sha256: null },
    history: [{ state: 'failed', at, error: file.error }],
    answer: failedAnswer(name, new DomainError(code as ErrorCode, message)),
  };
}
