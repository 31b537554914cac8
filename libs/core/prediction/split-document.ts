/** The prediction flow for a file that holds several documents: page by page to where they begin, then each to its answer. */
import { DomainError } from '#contracts/domain-error.js';
import type { ExtractedDocument, Page } from '#contracts/extracted-document.schema.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import type { Split } from '#contracts/split.schema.js';
import { pageInFile } from '../documents/page-in-file.js';
import { failedPage } from '../documents/read-pages.js';
import { detectLanguage } from '../text/detect-language.js';
import {
  type Classified,
  type ClassifyCall,
  classifyExtracted,
  failedAnswer,
  readDocumentOf,
} from './classify-document.js';
import { isDocumentsOwn } from './is-documents-own.js';
import { type PageEvidence, type PageRange, segmentPages } from './segment-pages.js';

export interface SplitCall extends ClassifyCall {
  split: Exclude<Split, 'none'>;
  pageCount: number;
  /** A PDF of these pages of the file, from 1. */
  copy: (numbers: readonly number[]) => Promise<Uint8Array>;
}

export interface SplitPart extends Classified {
  pages: PageRange;
  /** Of the part, as a file of its own. */
  bytes: Uint8Array;
}

/** Pages in hand: as many as there may be workers that read them. */
const PAGES_AT_ONCE = 4;
/** Pages may share pictures, which each part then has: what all parts may have together, as a multiple of the file and in bytes. */
const [MOST_GROWTH, ROOM] = [4, 16_000_000];

interface ReadPage {
  extracted: ExtractedDocument;
  evidence: PageEvidence;
}

/**
 * Each page is read as a file of its own, so that what was learned of first pages (their picture) is there for each;
 * nothing is read twice. A part is answered from its pages together.
 * @returns at least one part @throws what {@link classifyExtracted} throws
 */
export async function splitDocument(call: SplitCall): Promise<SplitPart[]> {
  const pages = new Array<ReadPage>(call.pageCount);
  const errors: unknown[] = [];
  let next = 0;
  // Whoever called closes the file afterwards, so every lane has to be at its end.
  const lane = async (): Promise<void> => {
    for (let at = next++; at < call.pageCount && errors.length === 0; at = next++) {
      try {
        pages[at] = await readPage(call, at + 1);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  call.onState?.('reading');
  await Promise.all(Array.from({ length: Math.min(PAGES_AT_ONCE, call.pageCount) }, lane));
  if (errors.length > 0) throw errors[0];
  call.onState?.('predicting');
  const ranges =
    call.split === 'page'
      ? pages.map((_, at): PageRange => [at + 1, at + 1])
      : segmentPages(pages.map(({ evidence }) => evidence));
  const parts: SplitPart[] = [];
  let room = MOST_GROWTH * call.source.bytes.byteLength + ROOM;
  for (const range of ranges) {
    const part = await answerPart(call, range, pages);
    room -= part.bytes.byteLength;
    if (room < 0) throw growsTooLarge();
    parts.push(part);
  }
  return parts;
}

async function readPage(call: SplitCall, number: number): Promise<ReadPage> {
  const { onState, ...quiet } = call;
  try {
    const source = { path: call.source.path, bytes: await call.copy([number]) };
    const extracted = await readDocumentOf({ ...quiet, source });
    const [page] = extracted.pages;
    const { width = page!.width, height = page!.height } = pageInFile(page!)?.geometry ?? {};
    const words = page!.words.length > 0 || page!.text.trim() !== '';
    const labels =
      words && call.split === 'auto'
        ? (await classifyExtracted({ ...quiet, source }, extracted)).answer.labels
        : [];
    return { extracted, evidence: { labels, text: page!.text, width, height } };
  } catch (error) {
    if (!isDocumentsOwn(error)) throw error;
    const { engine, ...nothing } = UNREAD;
    const extracted = { ...nothing, engine, bytes: 0, pages: [failedPage(number, error)] };
    return { extracted, evidence: { labels: [], text: '', width: 0, height: 0 } };
  }
}

const UNREAD = {
  format: 'docket/document@1' as const,
  media_type: 'application/pdf',
  language: 'und',
  engine: { name: 'none', version: '1', languages: [] },
};

async function answerPart(call: SplitCall, range: PageRange, all: readonly ReadPage[]): Promise<SplitPart> {
  const [first, last] = range;
  const { onState, ...quiet } = call;
  const path = partName(call.source.path, range);
  const bytes = await call.copy(Array.from({ length: last - first + 1 }, (_, at) => first + at));
  const extracted = joined(
    all.slice(first - 1, last).map((page) => page.extracted),
    bytes.length,
  );
  const failure = extracted.pages.every(({ error }) => error) ? extracted.pages[0]!.error! : null;
  if (failure !== null) {
    const { code, message } = failure;
    const model = { name: call.model.name, version: call.model.version };
    const answer: DocumentAnswer = {
      ...failedAnswer(path, null, model),
      ...{ error: { code, message }, pages: extracted.pages.length },
    };
    return { pages: range, bytes, answer, extracted: null };
  }
  const answered = await classifyExtracted({ ...quiet, source: { path, bytes } }, extracted);
  return { pages: range, bytes, ...answered };
}

/** As if the pages had been read together: only the first has a picture. */
function joined(documents: readonly ExtractedDocument[], bytes: number): ExtractedDocument {
  const pages = documents.map(({ pages: [page] }, at): Page => {
    const { thumbnail, ...rest } = page!;
    return { ...rest, number: at + 1, ...(at === 0 && thumbnail && { thumbnail }) };
  });
  const byOcr = documents.find((_, at) => pages[at]!.source === 'ocr');
  const read = byOcr ?? documents.find(({ engine }) => engine.name !== UNREAD.engine.name);
  return {
    ...(read ?? documents[0]!),
    ...{ bytes, pages },
    language: detectLanguage(pages.map(({ text }) => text).join('\n')).language,
  };
}

/** 'scans/all.pdf' → 'scans/all p2-3.pdf' */
export function partName(name: string, [first, last]: PageRange): string {
  const [, stem, ending] = /^(.*?[^/])(\.[^./]*)?$/s.exec(name) ?? ['', name, ''];
  return `${stem} p${first === last ? first : `${first}-${last}`}${ending ?? ''}`;
}

/** Of the file itself, which is no document. */
export const splitAnswer = (file: string, parts: readonly SplitPart[]): DocumentAnswer => ({
  ...{ file, status: 'split', label: null, confidence: null, runner_up: null, labels: [] },
  ...{ model: parts[0]!.answer.model, pages: parts.at(-1)!.pages[1], language: 'und', explanation: [] },
});

export const tooManyPages = (pages: number, limit: number): DomainError =>
  new DomainError(
    'document/too-many-pages',
    `The file has ${pages} pages, more than etl.max_pages in params.yaml allows (${limit}); send it in smaller files, or raise the limit.`,
    { pages, limit },
  );

const growsTooLarge = (): DomainError =>
  new DomainError(
    'document/too-many-bytes',
    'The documents in the file would be far larger than the file, as its pages share what is on them; send it in smaller files, or with split=none.',
  );
