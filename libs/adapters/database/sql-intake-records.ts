/** Files taken from the intake folder in PostgreSQL, on a server or embedded. */
import { type SqlBool, sql, type Transaction } from 'kysely';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { IntakeMark } from '#contracts/intake.schema.js';
import { IntakeRecords, type TakenFile } from '#ports/intake-records.port.js';
import type { Queries } from './database.js';
import type { Tables } from './schema.js';

type Run = <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;

export class SqlIntakeRecords extends IntakeRecords {
  /** @param database opens itself, and tells its errors as the port promises */
  constructor(private readonly database: { run: Run }) {
    super();
  }

  override known(folder: string): Promise<(IntakeMark & { missing: boolean })[]> {
    return this.database.run(async (db) => {
      const rows = await db
        .selectFrom('intake_files')
        .select(['folder', 'path', 'bytes', 'modified', 'missing_since'])
        .where('folder', '=', folder)
        .execute();
      return rows.map(({ bytes, missing_since, ...row }) => ({
        ...row,
        bytes: Number(bytes),
        missing: missing_since !== null,
      }));
    });
  }

  override toSort(folder: string, most: number): Promise<TakenFile[]> {
    return this.database.run(async (db) => {
      const rows = await db
        .selectFrom('intake_files')
        .selectAll()
        .where('folder', '=', folder)
        .where('sorted_at', 'is', null)
        .where(
          sql<SqlBool>`not exists (select from jobs where jobs.document_id = intake_files.document_id)
            and not exists (select from jobs join documents on documents.id = jobs.document_id
              where documents.batch = intake_files.batch_id)`,
        )
        .orderBy('taken_at')
        .limit(most)
        .execute();
      return rows.map(({ path, bytes, modified, document_id, batch_id }) => ({
        ...{ folder, path, bytes: Number(bytes), modified },
        ...{ document: document_id, batch: batch_id },
      }));
    });
  }

  override async sorted({ folder, path, modified }: IntakeMark): Promise<void> {
    await this.database.run((db) =>
      db
        .updateTable('intake_files')
        .set({ sorted_at: sql<Date>`now()` })
        .where('folder', '=', folder)
        .where('path', '=', path)
        .where('modified', '=', modified)
        .execute(),
    );
  }

  override async forget({ folder, path, modified }: IntakeMark): Promise<void> {
    await this.database.run((db) =>
      db
        .deleteFrom('intake_files')
        .where('folder', '=', folder)
        .where('path', '=', path)
        .where('modified', '=', modified)
        .execute(),
    );
  }

  override async note(folder: string, paths: readonly string[], missing: boolean): Promise<void> {
    if (paths.length === 0) return;
    await this.database.run((db) =>
      db
        .updateTable('intake_files')
        .set({ missing_since: missing ? sql<Date>`now()` : null })
        .where('folder', '=', folder)
        .where(sql<SqlBool>`path = any (${[...paths]}::text[])`)
        .execute(),
    );
  }

  override async forgetMissing(days: number): Promise<void> {
    await this.database.run((db) =>
      sql`delete from intake_files where missing_since < now() - ${days} * interval '1 day'`.execute(db),
    );
  }
}

/**
 * Takes a file for these documents. Of two processes that do so at once the second waits for the first.
 * @returns tells it what became of the file, when that is on record; null where it was taken before
 */
export async function takeMark(
  trx: Transaction<Tables>,
  { folder, path, bytes, modified }: IntakeMark,
): Promise<((records: readonly DocumentRecord[]) => Promise<void>) | null> {
  const taken = await trx
    .insertInto('intake_files')
    .values({ folder, path, bytes, modified })
    .onConflict((conflict) =>
      conflict
        .columns(['folder', 'path'])
        .doUpdateSet({
          ...{ bytes, modified, sorted_at: null, missing_since: null, document_id: null, batch_id: null },
          taken_at: sql<Date>`now()`,
        })
        .where((where) =>
          where.or([
            where('intake_files.bytes', '!=', bytes),
            where('intake_files.modified', '!=', modified),
          ]),
        ),
    )
    .returning('path')
    .executeTakeFirst();
  if (taken === undefined) return null;
  return async ([first]) => {
    const { id, batch = null } = first!;
    await trx
      .updateTable('intake_files')
      .set({ document_id: batch === null ? id : null, batch_id: batch })
      .where('folder', '=', folder)
      .where('path', '=', path)
      .execute();
  };
}
