/** Files that hold several documents, with what these are now. */
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { Part } from '#contracts/split.schema.js';
import type { Queries } from './database.js';

/** One statement more, where there are such files among them. */
export async function withParts(db: Queries, records: readonly DocumentRecord[]): Promise<DocumentRecord[]> {
  const split = records.filter(({ history }) => history.at(-1)!.state === 'split').map(({ id }) => id);
  if (split.length === 0) return [...records];
  const rows = await db
    .selectFrom('documents')
    .select(['id', 'part_of', 'first_page', 'last_page', 'state', 'label', 'confidence'])
    .where('part_of', 'in', split)
    .orderBy('first_page')
    .execute();
  const partsOf = new Map<string, Part[]>(split.map((id) => [id, []]));
  for (const { id, part_of, first_page, last_page, state, label, confidence } of rows) {
    const pages: Part['pages'] = [first_page!, last_page!];
    partsOf.get(part_of!)!.push({ id, pages, status: state, label, confidence });
  }
  return records.map((record) => {
    const parts = partsOf.get(record.id);
    return parts ? { ...record, parts } : record;
  });
}
