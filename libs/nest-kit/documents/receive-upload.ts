/** Takes the files of a multipart request into the object store, one after the other. */
import type { Request, Response } from 'express';
import multer from 'multer';
import type { GatewayParams } from '#config/params/gateway.params.js';
import type { UploadedFile } from '#contracts/document-message.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { ArchiveAllowance, type ArchiveLimits } from '#core/documents/archive-allowance.js';
import { shownName } from '#core/documents/shown-name.js';
import { keptOf, type TakenFile, takeFile, type UploadTarget } from './take-file.js';

export interface ReceivedUpload {
  /** In the order of the form; at least one. */
  files: UploadedFile[];
  /** Where they belong together: several, or those of a ZIP file, with its name where it came alone. */
  batch: { name: string | null } | null;
}

export interface UploadOptions {
  target: UploadTarget;
  limits: Pick<GatewayParams, 'max_file_bytes' | 'max_files' | 'max_archive_bytes'> & ArchiveLimits;
  /** Directory where a ZIP file may lie while it is unpacked. */
  spoolFolder: string;
}

/** Some programs send a few words beside the file; more are no upload of documents, and would all be kept in memory. */
const MOST_FIELDS = 20;
const FIELD_BYTES = 10_000;
const FIELD_NAME_BYTES = 200;
/** Headers of one part; browsers send two. */
const PART_HEADERS = 20;

/** What the reader of forms says of a character that no header may hold; a name is in a header. */
const UNREADABLE_HEADER = 'Malformed part header';

const HOW = "Send it as multipart/form-data: curl -F file=@scan.png 'http://…/api/v1/documents?wait=60'.";

/**
 * One file at a time is in memory, whatever the request holds. What it returns is kept and waits to be accepted. A file
 * that cannot be taken is told among the others; alone it is refused.
 * @throws DomainError 'request/unsupported-type', 'request/too-large', 'request/too-many-files', 'request/invalid',
 *   and the object store's
 */
export async function receiveUpload(
  request: Request,
  response: Response,
  { target, limits, spoolFolder }: UploadOptions,
): Promise<ReceivedUpload> {
  if (!request.is('multipart/form-data')) {
    throw new DomainError('request/unsupported-type', `The request holds no form with files. ${HOW}`);
  }
  const { max_file_bytes, max_files } = limits;
  const largest = Math.max(max_file_bytes, limits.max_archive_bytes);
  const allowance = new ArchiveAllowance(limits);
  const options = { target, maxFileBytes: max_file_bytes, allowance, spoolFolder };
  const storage: multer.StorageEngine = {
    _handleFile: (_request, { stream, originalname }, done) => {
      takeFile(stream, shownName(originalname), options).then(
        (taken) => done(null, taken as Partial<Express.Multer.File>),
        done,
      );
    },
    _removeFile: (_request, file, done) => {
      const { files } = file as Express.Multer.File & Partial<TakenFile>;
      target.giveUp(keptOf(files ?? [])).then(() => done(null), done);
    },
  };
  const receive = multer({
    storage,
    limits: {
      fileSize: largest,
      files: max_files,
      fields: MOST_FIELDS,
      fieldSize: FIELD_BYTES,
      fieldNameSize: FIELD_NAME_BYTES,
      headerPairs: PART_HEADERS,
    },
    // Browsers and curl send names as UTF-8, whatever the old default says.
    defParamCharset: 'utf8',
    // Else a file whose name is all path would be passed over without a word.
    preservePath: true,
  }).any();
  await new Promise<void>((resolve, reject) => {
    receive(request, response, (error: unknown) => (error ? reject(uploadError(error)) : resolve()));
  });
  const parts = (request.files ?? []) as (Express.Multer.File & TakenFile)[];
  const files = parts.flatMap((part) => part.files);
  if (files.length === 0) throw new DomainError('request/invalid', `The form holds no file. ${HOW}`);
  const archive = parts.length === 1 && parts[0]!.archive;
  if (files.length === 1 && !archive && 'error' in files[0]!) throw tooLarge(max_file_bytes);
  const name = archive ? shownName(parts[0]!.originalname) : null;
  return { files, batch: archive || files.length > 1 ? { name } : null };

  function uploadError(error: unknown): unknown {
    if (!(error instanceof multer.MulterError)) {
      if (error instanceof DomainError) return error;
      if ((error as Error).message === UNREADABLE_HEADER) {
        return new DomainError(
          'request/invalid',
          `A part of the form has a header that cannot be read, most often for a control character in the file's name; rename the file. ${HOW}`,
          {},
          { cause: error },
        );
      }
      return new DomainError(
        'request/invalid',
        `The form ends too early or is damaged. ${HOW}`,
        {},
        { cause: error },
      );
    }
    if (error.code === 'LIMIT_FILE_SIZE') {
      return tooLarge(largest);
    }
    if (error.code === 'LIMIT_FILE_COUNT') {
      return new DomainError(
        'request/too-many-files',
        `More than ${max_files} files in one request; send them in several, or raise gateway.max_files in params.yaml.`,
        { max_files },
      );
    }
    if (error.code.startsWith('LIMIT_FIELD')) {
      return new DomainError(
        'request/too-large',
        `The form has too many or too long text fields (${error.message}); send documents as files. ${HOW}`,
      );
    }
    return new DomainError(
      'request/invalid',
      `The form cannot be read (${error.message}). ${HOW}`,
      {},
      { cause: error },
    );
  }
}

const tooLarge = (bytes: number): DomainError =>
  new DomainError(
    'request/too-large',
    `A file has more than ${bytes} bytes; send a smaller scan, or raise gateway.max_file_bytes (of ZIP files max_archive_bytes) in params.yaml.`,
    { max_file_bytes: bytes },
  );
