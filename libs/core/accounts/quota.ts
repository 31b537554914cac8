/** Whether an account may add documents: how many of a day, and how much it keeps. */
import type { AccountUsage, OwnQuota, Quota } from '#contracts/account-usage.schema.js';
import type { UploadedFile } from '#contracts/document-message.schema.js';
import { DomainError } from '#contracts/domain-error.js';

export const NO_QUOTA: Quota = { documents_per_day: 0, max_kept_bytes: 0 };

/** What an upload adds. */
export interface Addition {
  documents: number;
  bytes: number;
}

const NOTHING: Addition = { documents: 0, bytes: 0 };

/** Of files that are still to be fetched it is not known how much they are. */
export const additionOf = (files: readonly UploadedFile[]): Addition => ({
  documents: files.length,
  bytes: files.reduce((sum, file) => sum + ('sha256' in file ? file.bytes : 0), 0),
});

/** What holds for an account. @param own set by an admin */
export const quotaOf = (own: OwnQuota, everybodys: Quota): Quota => ({
  documents_per_day: own.documents_per_day ?? everybodys.documents_per_day,
  max_kept_bytes: own.max_kept_bytes ?? everybodys.max_kept_bytes,
});

/**
 * All of an upload, or nothing of it.
 * @param usage before it
 * @throws DomainError 'quota/documents-per-day' with `retry_after`, 'quota/kept-bytes', 'quota/upload-too-large' where it
 *   would be too much at any time
 */
export function withinQuota(adding: Partial<Addition>, usage: AccountUsage, everybodys: Quota): void {
  const { documents, bytes } = { ...NOTHING, ...adding };
  const { documents_per_day, max_kept_bytes } = quotaOf(usage.own, everybodys);
  const { documents_today, kept_bytes, day_ends_in } = usage;
  if (isBeyond(0, documents, documents_per_day)) {
    throw new DomainError(
      'quota/upload-too-large',
      `This upload has ${documents} documents, and your account may add ${documents_per_day} in a day; send fewer at once, or ask an admin for a larger quota.`,
      { documents, documents_per_day },
    );
  }
  if (isBeyond(0, bytes, max_kept_bytes)) {
    throw new DomainError(
      'quota/upload-too-large',
      `This upload has ${bytes} bytes, and your account may keep ${max_kept_bytes}; send less at once, or ask an admin for a larger quota.`,
      { bytes, max_kept_bytes },
    );
  }
  // Where nothing is left, nothing more is taken, also of what has no size yet.
  if (isBeyond(kept_bytes, Math.max(bytes, Math.min(documents, 1)), max_kept_bytes)) {
    throw new DomainError(
      'quota/kept-bytes',
      `Your account keeps ${kept_bytes} of the ${max_kept_bytes} bytes that it may keep, and this would be ${bytes} more; delete documents, or ask an admin for a larger quota.`,
      { kept_bytes, bytes, max_kept_bytes },
    );
  }
  if (isBeyond(documents_today, documents, documents_per_day)) {
    throw new DomainError(
      'quota/documents-per-day',
      `Your account has added ${documents_today} of the ${documents_per_day} documents that it may add in a day, and this would be ${documents} more; send them after midnight UTC, or ask an admin for a larger quota.`,
      { documents_today, documents, documents_per_day, retry_after: day_ends_in },
    );
  }
}

const isBeyond = (used: number, more: number, most: number): boolean =>
  most > 0 && more > 0 && used + more > most;
