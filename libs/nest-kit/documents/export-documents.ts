/** Documents as a CSV, a JSON or a ZIP file, written while they are read: a page of them is in memory. */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import yazl from 'yazl';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { ClassFolders } from '#core/documents/class-folders.js';
import { EXPORT_COLUMNS, exportRow } from '#core/documents/export-row.js';
import { documentView } from './document-view.js';

/** Of a list, page by page. */
export type RecordPages = AsyncIterable<readonly DocumentRecord[]>;

/** Scans hardly shrink; what does, does so as well at the lowest level. */
const COMPRESSION_LEVEL = 1;

export async function* csvOf(pages: RecordPages): AsyncGenerator<string> {
  const table = csvTable(EXPORT_COLUMNS);
  yield table([]);
  for await (const records of pages) yield table(records.map((record) => exportRow(documentView(record))));
}

/** `{"documents": […]}`, each as the API shows it. */
export async function* jsonOf(pages: RecordPages): AsyncGenerator<string> {
  let before = '{"documents":[\n';
  for await (const records of pages) {
    for (const record of records) {
      yield before + JSON.stringify(documentView(record));
      before = ',\n';
    }
  }
  yield `${before === ',\n' ? '' : before}\n]}\n`;
}

/**
 * Sorted into folders of their classes, and a `manifest.csv` that tells what lies where. One file is in memory, and a line
 * for each document.
 * @param read the upload
 * @param signal ends it where nobody reads it any more
 */
export function zipOf(
  pages: RecordPages,
  read: (record: DocumentRecord) => Promise<Uint8Array>,
  signal: AbortSignal,
): Readable {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as Readable;
  const fail = (error: unknown) => void output.destroy(error as Error);
  zip.on('error', fail);
  fill(zip, pages, read, signal).catch(fail);
  return output;
}

async function fill(
  zip: yazl.ZipFile,
  pages: RecordPages,
  read: (record: DocumentRecord) => Promise<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const folders = new ClassFolders();
  const table = csvTable(['path', ...EXPORT_COLUMNS]);
  const manifest = [table([])];
  for await (const records of pages) {
    for (const record of records) {
      signal.throwIfAborted();
      const view = documentView(record);
      const bytes = await read(record).catch(noneWhereMissing);
      // The documents in it are there themselves.
      const path = bytes && view.status !== 'split' ? folders.place(view) : null;
      if (bytes && path !== null) {
        const stream = Readable.from(bytes.byteLength > 0 ? [bytes] : [], { objectMode: false });
        const mtime = new Date(view.created_at);
        zip.addReadStream(stream, path, {
          ...{ mtime, size: bytes.byteLength },
          compressionLevel: COMPRESSION_LEVEL,
        });
        await finished(stream, { signal });
      }
      manifest.push(table([{ path, ...exportRow(view) }]));
    }
  }
  zip.addBuffer(Buffer.from(manifest.join('')), 'manifest.csv');
  zip.end();
}

/** One that was refused when it came, or was deleted at this moment, has no file; the manifest has it all the same. */
function noneWhereMissing(error: unknown): null {
  if (error instanceof DomainError && error.code === 'object-store/missing') return null;
  throw error;
}

/** Cells that a spreadsheet would take for a formula begin with an apostrophe. @returns writes rows, first the header */
function csvTable(columns: readonly string[]) {
  let header = true;
  return (rows: readonly Record<string, string | number | null>[]): string => {
    const text = stringify([...rows], {
      ...{ columns: [...columns], header, escape_formulas: true },
      record_delimiter: 'windows',
    });
    header = false;
    return text;
  };
}
