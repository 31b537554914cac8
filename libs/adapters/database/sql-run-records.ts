/** Runs of pipelines in PostgreSQL, on a server or embedded. */
import type { RunPage, RunRecord } from '#contracts/run-record.schema.js';
import { RunRecords } from '#ports/run-records.port.js';
import type { Queries } from './database.js';
import { isId, jsonText } from './document-row.js';

type Run = <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;

export class SqlRunRecords extends RunRecords {
  /** @param database opens itself, and tells its errors as the port promises */
  constructor(private readonly database: { run: Run }) {
    super();
  }

  override async save(record: RunRecord): Promise<void> {
    const values = { state: record.state, record: jsonText(record) };
    await this.database.run((db) =>
      db
        .insertInto('runs')
        .values({ id: record.id, ...values })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
        .execute(),
    );
  }

  override async find(id: string): Promise<RunRecord | undefined> {
    if (!isId(id)) return undefined;
    const row = await this.database.run((db) =>
      db.selectFrom('runs').select('record').where('id', '=', id).executeTakeFirst(),
    );
    return row?.record as RunRecord | undefined;
  }

  override async page(limit: number, before?: string): Promise<RunPage> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('runs')
        .select('record')
        .$if(before !== undefined, (query) => query.where('id', '<', before!))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute(),
    );
    const runs = rows.slice(0, limit).map(({ record }) => record as RunRecord);
    return { runs, next: rows.length > limit ? runs.at(-1)!.id : null };
  }

  override async unfinished(): Promise<RunRecord[]> {
    const rows = await this.database.run((db) =>
      db.selectFrom('runs').select('record').where('state', '=', 'running').orderBy('id').execute(),
    );
    return rows.map(({ record }) => record as RunRecord);
  }
}
