/** Takes the files of a multipart request into the object store, one after the other. */
import type { Request, Response } from 'express';
import multer from 'multer';
import type { GatewayParams } from '#config/params/gateway.params.js';
import type { UploadedFile } from '#contracts/document-message.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { ArchiveAllowance, type ArchiveLimits } from '#core/documents/archive-allowance.js';
import { shownName } from '#core/documents/shown-name.js';
import { NamelessParts } from './nameless-parts.js';
import { keptOf, type TakenFile, takeFile, type UploadTarget } from './take-file.js';
import { HOW_TO_UPLOAD, namelessFile, noFile, tooLargeFile, uploadError } from './upload-errors.js';

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
    throw new DomainError(
      'request/unsupported-type',
      `The request holds no form with files. ${HOW_TO_UPLOAD}`,
    );
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
  const nameless = new NamelessParts();
  const receive = multer({
    storage,
    streamHandler: nameless.read,
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
  } as multer.Options).any();
  const bounds = {
    ...{ largest, files: max_files },
    ...{ fields: MOST_FIELDS, fieldBytes: FIELD_BYTES, nameBytes: FIELD_NAME_BYTES },
  };
  await new Promise<void>((resolve, reject) => {
    receive(request, response, (error: unknown) =>
      error ? reject(uploadError(error as Error, bounds, nameless)) : resolve(),
    );
  });
  const parts = (request.files ?? []) as (Express.Multer.File & TakenFile)[];
  const files = parts.flatMap((part) => part.files);
  if (nameless.first !== undefined) {
    await target.giveUp(keptOf(files));
    throw namelessFile(nameless.first);
  }
  if (files.length === 0) throw noFile(nameless.firstText);
  const archive = parts.length === 1 && parts[0]!.archive;
  if (files.length === 1 && !archive && 'error' in files[0]!) throw tooLargeFile(max_file_bytes);
  const name = archive ? shownName(parts[0]!.originalname) : null;
  return { files, batch: archive || files.length > 1 ? { name } : null };
}
