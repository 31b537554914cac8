/** Brings a database to the tables of this version: each file of migrations/ once, in order, whoever comes first. */
import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { DomainError } from '#contracts/domain-error.js';

const FOLDER = new URL('./migrations/', import.meta.url);

/**
 * All that are missing in one transaction, under an advisory lock: of two processes that start at once one waits.
 * @throws DomainError 'database/newer' where a later version of Docket has changed it
 */
export async function migrate<Tables>(db: Kysely<Tables>): Promise<void> {
  const known = await migrations();
  // Else tables of the same name in another schema of the database would be taken for ours.
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(db);
  const migrator = new Migrator({
    db: db as Kysely<unknown>,
    provider: { getMigrations: async () => known },
    migrationTableSchema: rows[0]!.schema,
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (/previously executed migration .* is missing/.test((error as Error).message)) {
    throw new DomainError(
      'database/newer',
      'A later version of Docket has changed this database; start that version, or give this one a database of its own.',
      {},
      { cause: error },
    );
  }
  throw error;
}

async function migrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  const entries = files.map(async (name): Promise<[string, Migration]> => {
    const text = await readFile(new URL(name, FOLDER), 'utf8');
    return [name.slice(0, -'.sql'.length), { up: async (db) => void (await sql.raw(text).execute(db)) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}
