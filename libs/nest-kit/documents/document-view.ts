/** A document's record as clients see it. */
import type { DocumentRecord, DocumentState, DocumentView } from '#contracts/document-record.schema.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';

export const stateOf = ({ history }: DocumentRecord): DocumentState => history.at(-1)!.state;

export function documentView(record: DocumentRecord): DocumentView {
  const { error } = record.history.at(-1)!;
  return {
    id: record.id,
    ...(record.answer ?? { ...NOTHING_YET, ...(error && { error }) }),
    file: record.name,
    status: stateOf(record),
    bytes: record.bytes,
    ...(record.batch !== undefined && { batch: record.batch }),
    ...(record.feedback && { feedback: record.feedback }),
    ...(record.url !== undefined && { url: record.url }),
    ...(record.part_of !== undefined && { part_of: record.part_of }),
    ...(record.parts !== undefined && { parts: record.parts }),
    created_at: record.history[0]!.at,
    updated_at: record.history.at(-1)!.at,
  };
}

const NOTHING_YET: Omit<DocumentAnswer, 'file' | 'status'> = {
  label: null,
  confidence: null,
  runner_up: null,
  labels: [],
  model: null,
  pages: 0,
  language: 'und',
  explanation: [],
};
