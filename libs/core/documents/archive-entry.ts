/** What becomes of an entry of a ZIP file: a document, a document that failed, or nothing. */
import { DomainError } from '#contracts/domain-error.js';

/** What the table of contents says of an entry. */
export interface ArchiveEntry {
  path: string;
  encrypted: boolean;
  /** As APPNOTE.TXT 4.4.5 numbers them. */
  method: number;
  /** Whether `method` is one that can be unpacked here. */
  unpackable: boolean;
  /** Bytes, unpacked. */
  size: number;
  /** Of the system that made it, in the upper half those of Unix. */
  attributes: number;
}

/** What systems add by themselves, and nobody means to send. */
const LITTER = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i;
/** Unix file types (stat.h), as Info-ZIP keeps them. */
const [FILE_TYPE, LINK] = [0o170000, 0o120000];

/** Folders come with the names of what is in them. */
export const isDocumentEntry = ({ path }: Pick<ArchiveEntry, 'path'>): boolean =>
  !/[\\/]$/.test(path) && !LITTER.test(path);

/** @returns why it cannot be taken; null where it can */
export function refusalOfEntry(entry: ArchiveEntry, maxFileBytes: number): DomainError | null {
  if (entry.encrypted) {
    return new DomainError(
      'document/password-protected',
      'It is encrypted in its ZIP file; pack it again without a password.',
    );
  }
  if (!entry.unpackable) {
    return new DomainError(
      'document/unsupported-type',
      `It is packed by a method of ZIP that is not read (number ${entry.method}); pack it again with the usual one, deflate.`,
    );
  }
  if (((entry.attributes >>> 16) & FILE_TYPE) === LINK) {
    return new DomainError(
      'document/unsupported-type',
      'It is a link in its ZIP file; pack the file that it leads to.',
    );
  }
  return entry.size > maxFileBytes ? tooManyBytes(maxFileBytes) : null;
}

export const tooManyBytes = (maxFileBytes: number): DomainError =>
  new DomainError(
    'document/too-many-bytes',
    `It has more than ${maxFileBytes} bytes; send a smaller scan, or raise gateway.max_file_bytes in params.yaml.`,
    { max_file_bytes: maxFileBytes },
  );
