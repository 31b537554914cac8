/** Uploads under a key of their client: sent again, they bring the documents that they brought before. */
import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { jsonText, recordOf } from './document-row.js';
import type { Tables } from './schema.js';

/**
 * Takes the key for these documents. Of two uploads that come at once the second waits for the first.
 * @returns what the key brought before; null where it is new
 * @throws DomainError 'request/key-reused', 'request/not-found'
 */
export async function earlierUpload(
  trx: Transaction<Tables>,
  key: string,
  records: readonly DocumentRecord[],
): Promise<DocumentRecord[] | null> {
  await sql`delete from upload_keys where created_at < now() - interval '1 day'`.execute(trx);
  const content = contentOf(records);
  const taken = await trx
    .insertInto('upload_keys')
    .values({ key, content, documents: jsonText(records.map(({ id }) => id)) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key')
    .executeTakeFirst();
  if (taken) return null;
  const before = await trx
    .selectFrom('upload_keys')
    .select(['content', 'documents'])
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  if (before.content !== content) {
    throw new DomainError(
      'request/key-reused',
      'This Idempotency-Key was used for other files within the last day; send each upload with a key of its own.',
    );
  }
  return recordsOf(trx, before.documents as string[]);
}

/** In the order of the upload. */
async function recordsOf(trx: Transaction<Tables>, ids: readonly string[]): Promise<DocumentRecord[]> {
  const rows = await trx
    .selectFrom('documents')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return ids.map((id) => {
    const row = rows.find((each) => each.id === id);
    if (row) return recordOf(row);
    throw new DomainError(
      'request/not-found',
      `Document '${id}' of this Idempotency-Key was deleted; send it again with another key.`,
    );
  });
}

const contentOf = (records: readonly DocumentRecord[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify(
        records.map(({ name, sha256, url, split }) => [
          name,
          sha256,
          ...(url === undefined ? [] : [url]),
          ...(split === undefined ? [] : [split]),
        ]),
      ),
    )
    .digest('hex');
