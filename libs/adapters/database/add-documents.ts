/** New documents and their jobs, within what may wait and what their owner may have. */
import type { Transaction } from 'kysely';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { AddOptions } from '#ports/document-records.port.js';
import { countDocuments } from './account-usage.js';
import type { Queries } from './database.js';
import { insertDocuments } from './insert-documents.js';
import type { Tables } from './schema.js';
import { takeMark } from './sql-intake-records.js';
import { earlierUpload } from './upload-keys.js';

/** As `add` of DocumentRecords promises; what it throws takes everything back. */
export async function addDocuments(
  trx: Transaction<Tables>,
  records: readonly DocumentRecord[],
  { priority, most, key, batch, intake, within }: AddOptions,
): Promise<readonly DocumentRecord[]> {
  const before = key === undefined ? null : await earlierUpload(trx, key, records);
  if (before !== null) return before;
  const tellMark = intake && (await takeMark(trx, intake));
  if (tellMark === null) return [];
  const owner = records[0]?.owner;
  const counted = owner === undefined ? undefined : await countDocuments(trx, owner, records.length);
  refuseTooMany(counted?.waiting ?? (await countJobs(trx)), records, most);
  if (counted !== undefined) within?.(counted.usage);
  if (batch !== undefined) {
    const { at } = records[0]!.history[0]!;
    await trx
      .insertInto('batches')
      .values({ ...batch, created_at: at })
      .execute();
  }
  await insertDocuments(trx, records, priority);
  await tellMark?.(records);
  return records;
}

/** How many of them are to be worked on. */
export const openOf = (records: readonly DocumentRecord[]): number =>
  records.filter(({ answer }) => answer === null).length;

/**
 * @param waiting documents without an answer, before these
 * @param most that may wait, these included
 * @throws DomainError 'service/busy'; 'request/too-many-files' where they could not all wait at any time
 */
export function refuseTooMany(waiting: number, records: readonly DocumentRecord[], most: number): void {
  const open = openOf(records);
  if (waiting + open <= most) return;
  if (open > most) {
    throw new DomainError(
      'request/too-many-files',
      `These are ${open} documents, and at most ${most} of one upload may wait at a time; send them in smaller ones, or raise orchestrator.max_waiting and gateway.max_open in params.yaml.`,
      { documents: open, most },
    );
  }
  throw new DomainError(
    'service/busy',
    `${waiting} documents wait already; send these again later, or raise orchestrator.max_waiting and gateway.max_open in params.yaml.`,
    { waiting },
  );
}

/** Documents without an answer. */
export async function countJobs(db: Queries): Promise<number> {
  const { count } = await db
    .selectFrom('jobs')
    .select((column) => column.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}
