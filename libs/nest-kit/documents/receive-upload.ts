/** Takes the files of a multipart request into the object store, one after the other. */
import type { Request, Response } from 'express';
import multer from 'multer';
import type { GatewayParams } from '#config/params/gateway.params.js';
import type { StoredFile } from '#contracts/document-message.schema.js';
import { DomainError } from '#contracts/domain-error.js';

/** Where the bytes go: `Documents`. */
export interface UploadTarget {
  keep(bytes: Uint8Array): Promise<string>;
  giveUp(sha256s: readonly string[]): Promise<void>;
}

/** What a multer storage adds to each file. */
interface Kept {
  sha256: string;
  size: number;
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
 * One file at a time is in memory, whatever the request holds. What it returns is kept and waits to be accepted.
 * @throws DomainError 'request/unsupported-type', 'request/too-large', 'request/too-many-files', 'request/invalid',
 *   and the object store's
 */
export async function receiveUpload(
  request: Request,
  response: Response,
  target: UploadTarget,
  { max_file_bytes, max_files }: Pick<GatewayParams, 'max_file_bytes' | 'max_files'>,
): Promise<StoredFile[]> {
  if (!request.is('multipart/form-data')) {
    throw new DomainError('request/unsupported-type', `The request holds no form with files. ${HOW}`);
  }
  const storage: multer.StorageEngine = {
    _handleFile: (_request, { stream }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', done);
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks);
        target
          .keep(bytes)
          .then(
            (sha256) => done(null, { sha256, size: bytes.byteLength } as Partial<Express.Multer.File>),
            done,
          );
      });
    },
    _removeFile: (_request, file, done) => {
      const { sha256 } = file as Express.Multer.File & Partial<Kept>;
      target.giveUp(sha256 === undefined ? [] : [sha256]).then(() => done(null), done);
    },
  };
  const receive = multer({
    storage,
    limits: {
      fileSize: max_file_bytes,
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
  const files = (request.files ?? []) as (Express.Multer.File & Kept)[];
  if (files.length === 0) throw new DomainError('request/invalid', `The form holds no file. ${HOW}`);
  return files.map(({ originalname, sha256, size }) => ({
    name: shownName(originalname),
    bytes: size,
    sha256,
  }));

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
      return new DomainError(
        'request/too-large',
        `A file has more than ${max_file_bytes} bytes; send a smaller scan, or raise gateway.max_file_bytes in params.yaml.`,
        { max_file_bytes },
      );
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

/** Characters that act on a terminal, or turn the direction of what is around them. */
const ACTING = /[\p{Cc}\p{Bidi_Control}]/gu;
/** Characters of a name; file systems allow no longer ones. */
const NAME_LENGTH = 255;

/** The last part of whatever path the client named, without characters that do something; never empty. */
function shownName(path: string): string {
  const last = path.replaceAll('\\', '/').split('/').at(-1)!;
  const name = [...last.replace(ACTING, ' ').trim()].slice(0, NAME_LENGTH).join('');
  return /^\.{0,2}$/.test(name) ? 'unnamed' : name;
}
