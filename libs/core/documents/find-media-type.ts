/** Finds what a file is from its bytes; its name tells no more than that markup is meant to be read as it stands. */
import { fileTypeFromBuffer } from 'file-type/core';
import { DomainError } from '#contracts/domain-error.js';
import { decodeText } from './decode-text.js';
import { findMarkup } from './find-markup.js';

export type DocumentKind = 'pdf' | 'image' | 'text';

export interface MediaType {
  kind: DocumentKind;
  media_type: string;
}

const READABLE_IMAGES = new Set(['image/png', 'image/jpeg', 'image/tiff', 'image/webp', 'image/gif']);
const IMAGE_MARKS: Record<string, RegExp> = {
  'image/png': /^\x89PNG/,
  'image/jpeg': /^\xff\xd8\xff/,
  'image/tiff': /^(II\*\0|MM\0\*)/,
};
const LONGEST_MARK = 4;
/** Formats people do send, with what they can do about it. */
const REMEDIES: [RegExp, string][] = [
  [/officedocument|opendocument|msword|x-cfb|rtf/, 'save it as PDF'],
  [/zip|x-7z|x-rar|x-tar|gzip|x-bzip/, 'unpack it and send the documents in it'],
  [/svg|html|xml/, 'open it in a browser and print it as PDF, or name it .txt to have it read as it stands'],
  [/^image\//, 'save it as PNG, JPEG or TIFF'],
  [/^message|outlook/, 'save it and its attachments as PDF'],
];
/** Text by its bytes, but for programs to show, not for people to read. */
const FOR_PROGRAMS = /rtf|postscript/;
/** Even, so that UTF-16 is not cut within a character. */
const TEXT_PROBE_BYTES = 4096;
const PDF: MediaType = { kind: 'pdf', media_type: 'application/pdf' };
/** PDF readers accept the mark within the first 1024 bytes (ISO 32000-1, annex H.3.4.1). */
const PDF_MARK_SEARCH = 1024;
/** Names of files that are handed over as text: of an e-mail, or of a scan that begins with a tag. */
const PLAIN_TEXT_NAME = /\.(?:txt|text)$/i;
/** A byte order mark and white space, which no text consists of. */
const NOTHING = /^(?:\xef\xbb\xbf)?\s*$/;
/** Behind the mark a PDF has comments at most, then its first object; a text that speaks of PDF goes on as it likes. */
const PDF_START = /%PDF-\d\.\d\s+(?:%[^\r\n]*[\r\n]\s*)*\d+ \d+ obj\b/;

/**
 * @param name of the file, where it has one
 * @returns kind 'text' where no known mark is found; whether it is one shows in decoding
 * @throws DomainError 'document/empty', 'document/unsupported-type', 'document/animated'
 */
export async function findMediaType(bytes: Uint8Array, name = ''): Promise<MediaType> {
  if (bytes.length === 0) {
    throw new DomainError('document/empty', 'The file is empty; copy or scan it again.');
  }
  const head = Buffer.from(bytes.subarray(0, TEXT_PROBE_BYTES)).toString('latin1');
  const mark = head.slice(0, PDF_MARK_SEARCH).indexOf('%PDF-');
  if (mark >= 0 && NOTHING.test(head.slice(0, mark))) return PDF;
  const text: MediaType = { kind: 'text', media_type: 'text/plain' };
  const start = decodeText(bytes.subarray(0, TEXT_PROBE_BYTES));
  const markup = start === null || PLAIN_TEXT_NAME.test(name) ? null : findMarkup(start);
  if (markup) throw unsupported(markup.extension, markup.mediaType);
  // Behind what mail and print programs put before it.
  if (mark > 0 && start !== null && PDF_START.test(head.slice(mark))) return PDF;
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (!found && mark > 0 && start === null) return PDF;
  if (!found) return beheaded(bytes) ?? text;
  if (READABLE_IMAGES.has(found.mime)) return { kind: 'image', media_type: found.mime };
  // Marks of two letters also begin texts: 'BM' a bitmap and a letter about BMW, 'MZ' a program and a name.
  if (start !== null && !FOR_PROGRAMS.test(found.mime)) return text;
  if (found.mime === 'image/apng') throw animated();
  throw unsupported(found.ext, found.mime);
}

/** The picture that a file was, of which too little is left for file-type, which looks into the parts behind the mark. */
function beheaded(bytes: Uint8Array): MediaType | null {
  const start = Buffer.from(bytes.subarray(0, LONGEST_MARK)).toString('latin1');
  const media_type = Object.entries(IMAGE_MARKS).find(([, mark]) => mark.test(start))?.[0];
  return media_type === undefined ? null : { kind: 'image', media_type };
}

export const animated = (): DomainError =>
  new DomainError(
    'document/animated',
    'The picture is animated, not a document; save the page you mean as PNG.',
  );

export function unsupported(extension: string, mediaType: string): DomainError {
  const remedy = REMEDIES.find(([pattern]) => pattern.test(mediaType))?.[1] ?? 'print or save it as PDF';
  return new DomainError(
    'document/unsupported-type',
    `The file is of type ${extension} (${mediaType}), which is no scan, PDF or plain text; ${remedy}.`,
    { media_type: mediaType },
  );
}
