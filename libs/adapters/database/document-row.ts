/** A document's record as a row, and back. */
import type { Insertable, Selectable } from 'kysely';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { History } from '#ports/document-records.port.js';
import type { DocumentsTable } from './schema.js';

/** Ids come from outside as well; what cannot be one is asked of no database. */
export const isId = (id: string): boolean => /^[0-9a-z_]{1,64}$/.test(id);

export const jsonText = (value: unknown): string => JSON.stringify(value);

type Answer = NonNullable<DocumentRecord['answer']>;

export const answerColumns = (answer: Answer) => ({
  answer: jsonText(answer),
  label: answer.label,
  confidence: answer.confidence,
  model_name: answer.model?.name ?? null,
  model_version: answer.model?.version ?? null,
});

const NO_ANSWER = { answer: null, label: null, confidence: null, model_name: null, model_version: null };

/** Where a document is now, which is where its history ends. */
export const stateColumns = (history: History) => {
  const { state, at } = history.at(-1)!;
  return { state, updated_at: at, history: jsonText(history) };
};

export function documentRow(record: DocumentRecord): Insertable<DocumentsTable> {
  const { id, name, bytes, sha256, history, answer, extracted } = record;
  const { owner = null, batch = null, url = null, split = null, part_of } = record;
  const [first_page = null, last_page = null] = part_of?.pages ?? [];
  return {
    ...{ id, name, bytes, sha256, extracted, owner, batch, url },
    ...{ split, part_of: part_of?.id ?? null, first_page, last_page },
    ...{ created_at: history[0]!.at, ...stateColumns(history) },
    ...(answer === null ? NO_ANSWER : answerColumns(answer)),
  };
}

/** Written by this program and checked then, so that a list need not check a thousand answers again. */
export function recordOf(row: Selectable<DocumentsTable>): DocumentRecord {
  const { id, name, bytes, sha256, history, answer, extracted, owner, batch, url } = row;
  const { right_label, said_by, said_at } = row;
  const { split, part_of, first_page, last_page } = row;
  return {
    format: 'docket/document-record@1',
    ...{ id, name, bytes: Number(bytes), sha256 },
    history: history as DocumentRecord['history'],
    answer: answer as DocumentRecord['answer'],
    extracted,
    ...(owner !== null && { owner }),
    ...(batch !== null && { batch }),
    ...(url !== null && { url }),
    ...(right_label !== null && {
      feedback: { label: right_label, by: said_by!, at: said_at!.toISOString() },
    }),
    ...(split !== null && { split }),
    ...(part_of !== null && { part_of: { id: part_of, pages: [first_page!, last_page!] } }),
  };
}
