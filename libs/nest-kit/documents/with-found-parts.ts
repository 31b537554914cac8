/** Documents that were found in a file: kept until they are on record, which they are with the file's own end. */
import { newId } from '#composition/new-id.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { SplitPart } from '#core/prediction/split-document.js';
import type { FoundPart } from '#ports/document-records.port.js';
import { textOf } from '../orchestrator/local-orchestrator.js';

export interface PartsKeeping {
  /** Stores bytes that nobody deletes until their `release`. */
  hold: (bytes: Uint8Array) => Promise<string>;
  release: (sha256: string) => Promise<void>;
  /** Stores what was read of bytes that are held. */
  put: (bytes: Uint8Array) => Promise<string>;
  onUnwanted: (upload: string, extracted: string | null) => Promise<void>;
}

/** @param write puts them on record; false where nobody wants them any more, and nothing of them stays */
export async function withFoundParts(
  whole: DocumentRecord,
  parts: readonly SplitPart[],
  keeping: PartsKeeping,
  write: (found: readonly FoundPart[]) => Promise<boolean>,
): Promise<void> {
  const found: FoundPart[] = [];
  let written = false;
  try {
    for (const part of parts) {
      const record = partRecord(whole, part, await keeping.hold(part.bytes));
      const { extracted } = part;
      found.push({ record, text: `${record.name}\n${extracted ? textOf(extracted) : ''}` });
      if (extracted) record.extracted = await keeping.put(Buffer.from(JSON.stringify(extracted)));
    }
    written = await write(found);
  } finally {
    for (const { record } of found) {
      await keeping.release(record.sha256!);
      // What cannot be deleted now must not hide why it came to this.
      if (!written) await keeping.onUnwanted(record.sha256!, record.extracted).catch(() => undefined);
    }
  }
}

function partRecord(whole: DocumentRecord, part: SplitPart, sha256: string): DocumentRecord {
  const { answer, bytes, pages } = part;
  const { id, owner, batch } = whole;
  const at = new Date().toISOString();
  return {
    format: 'docket/document-record@1',
    ...{ id: newId('doc'), name: answer.file, bytes: bytes.byteLength, sha256 },
    history: [{ state: answer.status, at, ...(answer.error && { error: answer.error }) }],
    ...{ answer, extracted: null },
    ...(owner !== undefined && { owner }),
    ...(batch !== undefined && { batch }),
    part_of: { id, pages: [...pages] },
  };
}
