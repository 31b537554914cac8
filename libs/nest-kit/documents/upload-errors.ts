/** What is wrong with a form of files, in our words, each with its remedy. */
import multer from 'multer';
import { DomainError } from '#contracts/domain-error.js';
import type { NamelessParts } from './nameless-parts.js';

/** What the reader of forms says of a character that no header may hold; a name is in a header. */
const UNREADABLE_HEADER = 'Malformed part header';

export const HOW_TO_UPLOAD =
  "Send it as multipart/form-data: curl -F file=@scan.png 'http://…/api/v1/documents?wait=60'.";

export interface UploadBounds {
  /** Bytes of a file of whatever kind. */
  largest: number;
  files: number;
  /** Texts beside the files, and bytes of one of them and of the name of a part. */
  fields: number;
  fieldBytes: number;
  nameBytes: number;
}

/** @returns the error as it is where it is ours already, or the object store's */
export function uploadError(error: Error, bounds: UploadBounds, nameless: NamelessParts): Error {
  if (!(error instanceof multer.MulterError)) {
    if (error instanceof DomainError) return error;
    return error.message === UNREADABLE_HEADER
      ? invalid(
          "A part of the form has a header that cannot be read, most often for a control character in the file's name; rename the file.",
          error,
        )
      : invalid('The form ends too early or is damaged.', error);
  }
  switch (error.code) {
    case 'LIMIT_FILE_SIZE':
      return tooLargeFile(bounds.largest);
    case 'LIMIT_FILE_COUNT':
      return new DomainError(
        'request/too-many-files',
        `More than ${bounds.files} files in one request; send them in several, or raise gateway.max_files in params.yaml.`,
        { max_files: bounds.files },
      );
    case 'LIMIT_FIELD_COUNT':
      return tooMuchText(`has more than ${bounds.fields} texts beside its files`);
    case 'LIMIT_FIELD_VALUE':
      return nameless.first === undefined
        ? tooMuchText(`has a text of more than ${bounds.fieldBytes} bytes ('${nameless.firstText}')`)
        : namelessFile(nameless.first);
    case 'LIMIT_FIELD_KEY':
      return tooMuchText(`has a part whose name has more than ${bounds.nameBytes} bytes`);
    default:
      return invalid('A part of the form has no name that can be read; call it "file".', error);
  }
}

export const tooLargeFile = (bytes: number): DomainError =>
  new DomainError(
    'request/too-large',
    `A file has more than ${bytes} bytes; send a smaller scan, or raise gateway.max_file_bytes (of ZIP files max_archive_bytes) in params.yaml.`,
    { max_file_bytes: bytes },
  );

/** @param part its name */
export const namelessFile = (part: string): DomainError =>
  new DomainError(
    'request/invalid',
    `Part '${part}' of the form has no file name, and is not taken as a file; give it one: filename="scan.pdf" in its Content-Disposition (curl: -F 'file=@scan.pdf;filename=scan.pdf').`,
    { part },
  );

/** @param text the first part that is text */
export const noFile = (text: string | undefined): DomainError =>
  invalid(
    text === undefined
      ? 'The form holds no file.'
      : `The form holds no file: part '${text}' has no file name, and counts as text.`,
  );

const tooMuchText = (what: string): DomainError =>
  new DomainError(
    'request/too-large',
    `The form ${what}; a part without a file name counts as text. Send documents as files. ${HOW_TO_UPLOAD}`,
  );

const invalid = (what: string, cause?: Error): DomainError =>
  new DomainError('request/invalid', `${what} ${HOW_TO_UPLOAD}`, {}, { cause });
