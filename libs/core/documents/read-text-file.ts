/** Pages of a plain text file: parted by form feeds, without boxes, as text has no places. */
import { DomainError } from '#contracts/domain-error.js';
import type { Page } from '#contracts/extracted-document.schema.js';
import { decodeText } from './decode-text.js';
import type { ReadingContext } from './document-reading.js';
import { unsupported } from './find-media-type.js';
import { readPages } from './read-pages.js';

export async function readTextFile(bytes: Uint8Array, context: ReadingContext): Promise<Page[]> {
  const { maxTextBytes } = context.limits;
  if (bytes.length > maxTextBytes) {
    throw new DomainError(
      'document/too-many-bytes',
      `The text has ${bytes.length} bytes, more than etl.max_text_bytes in params.yaml allows (${maxTextBytes}); send the document, not an archive of them, or raise the limit.`,
      { bytes: bytes.length, limit: maxTextBytes },
    );
  }
  const text = decodeText(bytes);
  if (text === null) throw unsupported('unknown', 'application/octet-stream');
  const parts = text.replace(/\r\n?/g, '\n').replace(/\f$/, '').split('\f');
  return readPages(parts.length, context, async (number) => ({
    page: {
      number,
      width: 0,
      height: 0,
      source: parts[number - 1]!.trim() === '' ? 'blank' : 'plain-text',
      rotation: 0,
      skew: 0,
      text: parts[number - 1]!.trim(),
      words: [],
      confidence: null,
    },
  }));
}
