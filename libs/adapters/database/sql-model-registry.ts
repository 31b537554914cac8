/** Versions of models and their aliases in PostgreSQL, on a server or embedded. */
import { type Selectable, sql, type Transaction } from 'kysely';
import { DomainError } from '#contracts/domain-error.js';
import type {
  AliasMove,
  AliasMoved,
  ModelVersion,
  MovePage,
  NewModelVersion,
} from '#contracts/model-version.schema.js';
import { type AliasTarget, ModelRegistry, type NewMove } from '#ports/model-registry.port.js';
import type { Queries } from './database.js';
import { jsonText } from './document-row.js';
import type { ModelVersionsTable, Tables } from './schema.js';

type Run = <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;

/** Longer ones are no numbers but versions whose digits happen to be decimal. */
const NUMBER = /^[1-9]\d{0,8}$/;
/** References come from outside as well; what can be none is asked of no database. */
const REFERENCE = /^[0-9a-z-]{1,63}$/;

export class SqlModelRegistry extends ModelRegistry {
  /** @param database opens itself, and tells its errors as the port promises */
  constructor(private readonly database: { run: Run }) {
    super();
  }

  override register(version: NewModelVersion): Promise<boolean> {
    return this.alone(version.name, async (trx) => {
      const { name, metrics } = version;
      const known = await trx
        .selectFrom('model_versions')
        .select('metrics')
        .where('name', '=', name)
        .where('version', '=', version.version)
        .executeTakeFirst();
      if (known !== undefined) {
        if (known.metrics === null && metrics !== null) await addMetrics(trx, version);
        return false;
      }
      const { latest } = await trx
        .selectFrom('model_versions')
        .select((column) => column.fn.max('number').as('latest'))
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      await trx
        .insertInto('model_versions')
        .values(versionRow(version, (latest ?? 0) + 1))
        .execute();
      return true;
    });
  }

  override async find(name: string, reference: string): Promise<ModelVersion | undefined> {
    if (!REFERENCE.test(reference)) return undefined;
    return this.database.run(async (db) => {
      const version = NUMBER.test(reference)
        ? undefined
        : ((await targetOf(db, name, reference))?.version ?? reference);
      const row = await db
        .selectFrom('model_versions')
        .selectAll()
        .where('name', '=', name)
        .$if(version !== undefined, (query) => query.where('version', '=', version!))
        .$if(version === undefined, (query) => query.where('number', '=', Number(reference)))
        .executeTakeFirst();
      return row && (await withAliases(db, name, [row]))[0];
    });
  }

  override async page(
    name: string,
    limit: number,
    before?: number,
  ): Promise<{ models: ModelVersion[]; next: string | null }> {
    return this.database.run(async (db) => {
      const rows = await db
        .selectFrom('model_versions')
        .selectAll()
        .where('name', '=', name)
        .$if(before !== undefined, (query) => query.where('number', '<', before!))
        .orderBy('number', 'desc')
        .limit(limit + 1)
        .execute();
      const models = await withAliases(db, name, rows.slice(0, limit));
      return { models, next: rows.length > limit ? String(models.at(-1)!.number) : null };
    });
  }

  override target(name: string, alias: string): Promise<AliasTarget | undefined> {
    return this.database.run((db) => targetOf(db, name, alias));
  }

  override move(move: NewMove): Promise<AliasMoved> {
    return this.alone(move.name, async (trx) => {
      const { name, alias, version, kind, expected } = move;
      const now = await targetOf(trx, name, alias);
      const previous = now?.version ?? null;
      if (expected !== undefined && expected !== previous) throw movedMeanwhile(alias, previous);
      const following = kind === 'followed';
      if (version === previous && (version === null || now?.following === following)) {
        const before = (await movesOf(trx, name, alias, 1)).moves[0];
        if (before) return { ...before, changed: false };
        throw unknownAlias(name, alias);
      }
      const number = version === null ? null : await numberOf(trx, name, version);
      const old = trx.deleteFrom('model_aliases').where('name', '=', name).where('alias', '=', alias);
      await old.execute();
      if (version !== null) {
        await trx.insertInto('model_aliases').values({ name, alias, version, following }).execute();
      }
      const { moved_at, moved_by, reason } = move;
      const told = { alias, version, previous, kind, moved_at, moved_by, reason };
      await trx
        .insertInto('alias_moves')
        .values({ name, ...told })
        .execute();
      return { ...told, number, changed: true };
    });
  }

  override moves(name: string, alias: string | null, limit: number, before?: string): Promise<MovePage> {
    return this.database.run((db) => movesOf(db, name, alias, limit, before));
  }

  /** One after the other for each model, so that numbers have no gaps and aliases one place. */
  private alone<Result>(name: string, work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    return this.database.run((db) =>
      db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(hashtext(${`docket model ${name}`}))`.execute(trx);
        return work(trx);
      }),
    );
  }
}

const versionRow = (version: NewModelVersion, number: number) => {
  const { labels, documents, bytes, provenance, metrics, ...columns } = version;
  return {
    ...columns,
    number,
    description: jsonText({ labels, documents, bytes, provenance }),
    metrics: metrics === null ? null : jsonText(metrics),
  };
};

async function addMetrics(
  trx: Transaction<Tables>,
  { name, version, metrics }: NewModelVersion,
): Promise<void> {
  await trx
    .updateTable('model_versions')
    .set({ metrics: jsonText(metrics) })
    .where('name', '=', name)
    .where('version', '=', version)
    .execute();
}

async function withAliases(
  db: Queries,
  name: string,
  rows: readonly Selectable<ModelVersionsTable>[],
): Promise<ModelVersion[]> {
  const aliases = await db
    .selectFrom('model_aliases')
    .select(['alias', 'version'])
    .where('name', '=', name)
    .orderBy('alias')
    .execute();
  return rows.map(({ registered_at, description, metrics, ...row }) => ({
    ...row,
    registered_at: registered_at.toISOString(),
    // Written by this program and checked then.
    ...(description as Pick<ModelVersion, 'labels' | 'documents' | 'bytes' | 'provenance'>),
    metrics: metrics as ModelVersion['metrics'],
    aliases: aliases.filter(({ version }) => version === row.version).map(({ alias }) => alias),
  }));
}

const targetOf = (db: Queries, name: string, alias: string): Promise<AliasTarget | undefined> =>
  db
    .selectFrom('model_aliases as named')
    .innerJoin('model_versions as model', (on) =>
      on.onRef('model.name', '=', 'named.name').onRef('model.version', '=', 'named.version'),
    )
    .select(['named.version', 'model.signature', 'named.following'])
    .where('named.name', '=', name)
    .where('named.alias', '=', alias)
    .executeTakeFirst();

async function movesOf(
  db: Queries,
  name: string,
  alias: string | null,
  limit: number,
  before?: string,
): Promise<MovePage> {
  const rows = await db
    .selectFrom('alias_moves as moved')
    .leftJoin('model_versions as to', (on) =>
      on.onRef('to.name', '=', 'moved.name').onRef('to.version', '=', 'moved.version'),
    )
    .selectAll('moved')
    .select('to.number')
    .where('moved.name', '=', name)
    .$if(alias !== null, (query) => query.where('alias', '=', alias!))
    .$if(before !== undefined, (query) => query.where('id', '<', Number(before)))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const moves = rows.slice(0, limit).map(({ id: _, name: __, kind, moved_at, ...row }) => ({
    ...row,
    kind: kind as AliasMove['kind'],
    moved_at: moved_at.toISOString(),
  }));
  return { moves, next: rows.length > limit ? String(rows[limit - 1]!.id) : null };
}

async function numberOf(trx: Transaction<Tables>, name: string, version: string): Promise<number> {
  const row = await trx
    .selectFrom('model_versions')
    .select('number')
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  if (row) return row.number;
  throw new DomainError('model/unknown-version', `There is no version '${version}' of '${name}'.`);
}

const unknownAlias = (name: string, alias: string): DomainError =>
  new DomainError(
    'model/unknown-version',
    `'${alias}' is no alias of '${name}', and never was one; \`docket model list\` shows those there are.`,
  );

const movedMeanwhile = (alias: string, now: string | null): DomainError =>
  new DomainError(
    'model/alias-moved',
    `'${alias}' was moved meanwhile, and points at ${now ?? 'nothing'} now; look at it again: docket model history.`,
    { alias, version: now },
  );
