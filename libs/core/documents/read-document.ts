/** Any file to an extracted document: the one way in, for training and prediction. */
import { DomainError } from '#contracts/domain-error.js';
import type { ExtractedDocument, Page } from '#contracts/extracted-document.schema.js';
import { detectLanguage } from '../text/detect-language.js';
import type { ReadingContext } from './document-reading.js';
import type { DocumentKind } from './find-media-type.js';
import { findMediaType } from './find-media-type.js';
import { readImageFile } from './read-image-file.js';
import { readPdfFile } from './read-pdf-file.js';
import { readTextFile } from './read-text-file.js';

const READERS: Record<DocumentKind, (bytes: Uint8Array, context: ReadingContext) => Promise<Page[]>> = {
  pdf: readPdfFile,
  image: readImageFile,
  text: readTextFile,
};

/** @throws DomainError 'document/…' where no page can be read, 'ocr/engine-missing', 'ocr/language-missing', 'pipeline/interrupted' */
export async function readDocument(
  bytes: Uint8Array,
  context: ReadingContext,
  name?: string,
): Promise<ExtractedDocument> {
  const { maxBytes, languages } = context.limits;
  if (bytes.length > maxBytes) {
    throw new DomainError(
      'document/too-many-bytes',
      `The file has ${bytes.length} bytes, more than etl.max_bytes in params.yaml allows (${maxBytes}); split it or raise the limit.`,
      { bytes: bytes.length, limit: maxBytes },
    );
  }
  const { kind, media_type } = await findMediaType(bytes, name);
  const pages = await READERS[kind](bytes, context);
  const byOcr = pages.some(({ source }) => source === 'ocr');
  return {
    format: 'docket/document@1',
    media_type,
    bytes: bytes.length,
    pages,
    language: detectLanguage(pages.map(({ text }) => text).join('\n')).language,
    engine: byOcr ? await ocrEngine(context, languages) : layerEngine(kind, await pdfVersion(kind, context)),
  };
}

async function ocrEngine(
  { tools }: ReadingContext,
  languages: readonly string[],
): Promise<ExtractedDocument['engine']> {
  const { name, version } = await tools.ocr.describe();
  return { name, version, languages: [...languages] };
}

const pdfVersion = async (kind: DocumentKind, { tools }: ReadingContext): Promise<string> =>
  kind === 'pdf' ? (await tools.pdf.describe()).version : '1';

const layerEngine = (kind: DocumentKind, version: string): ExtractedDocument['engine'] => ({
  name: kind === 'pdf' ? 'text-layer' : kind === 'image' ? 'none' : 'plain-text',
  version,
  languages: [],
});
