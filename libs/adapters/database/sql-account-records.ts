/** Accounts, their credentials and the audit log in PostgreSQL, on a server or embedded. */
import { type Selectable, sql, type Transaction } from 'kysely';
import type { AuditPage, NewAuditEntry, Role } from '#contracts/account.schema.js';
import type { AccountUsage } from '#contracts/account-usage.schema.js';
import {
  AccountRecords,
  type RefreshToken,
  type Rotation,
  type StoredAccount,
  type StoredChange,
  type StoredToken,
} from '#ports/account-records.port.js';
import { readUsage } from './account-usage.js';
import {
  findApiToken,
  insertApiToken,
  listApiTokens,
  revokeApiToken,
  revokeApiTokens,
  touchApiToken,
} from './api-tokens.js';
import type { Queries } from './database.js';
import { endTokenFamily, insertRefreshToken, rotateRefreshToken } from './refresh-tokens.js';
import type { AccountsTable, Tables } from './schema.js';

type Run = <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;

/** Of the advisory lock that changes of admins take, so that no two take away each other's last one. */
const ADMINS_LOCK = 7_302_101;
/** Names that were tried and are no accounts would pile up for ever. */
const FAILURES_KEPT = sql`interval '1 day'`;

export class SqlAccountRecords extends AccountRecords {
  /** @param database opens itself, and tells its errors as the port promises */
  constructor(private readonly database: { run: Run }) {
    super();
  }

  override async add(account: StoredAccount): Promise<boolean> {
    return this.database.run((db) => insertAccount(db, account));
  }

  override addFirst(account: StoredAccount): Promise<boolean> {
    return this.alone(async (trx) => {
      const any = await trx.selectFrom('accounts').select('id').limit(1).executeTakeFirst();
      return any === undefined && insertAccount(trx, account);
    });
  }

  override async find(by: { id: string } | { name: string }): Promise<StoredAccount | undefined> {
    const [column, value] = 'id' in by ? (['id', by.id] as const) : (['name', by.name] as const);
    const row = await this.database.run((db) =>
      db.selectFrom('accounts').selectAll().where(column, '=', value).executeTakeFirst(),
    );
    return row && accountOf(row);
  }

  override async findOfSession(family: string, now: string): Promise<StoredAccount | undefined> {
    const row = await this.database.run((db) =>
      db
        .selectFrom('accounts')
        .selectAll()
        .where('id', 'in', (query) =>
          query
            .selectFrom('refresh_tokens')
            .select('account_id')
            .where('family', '=', family)
            .where('expires_at', '>', sql<Date>`${now}::timestamptz`),
        )
        .executeTakeFirst(),
    );
    return row && accountOf(row);
  }

  override async firstOfRole(role: Role): Promise<StoredAccount | undefined> {
    const row = await this.database.run((db) =>
      db
        .selectFrom('accounts')
        .selectAll()
        .where('role', '=', role)
        .where('disabled', '=', false)
        .orderBy('id')
        .limit(1)
        .executeTakeFirst(),
    );
    return row && accountOf(row);
  }

  override async list(limit: number, after?: string): Promise<StoredAccount[]> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('accounts')
        .selectAll()
        .$if(after !== undefined, (query) => query.where('name', '>', after!))
        .orderBy('name')
        .limit(limit)
        .execute(),
    );
    return rows.map(accountOf);
  }

  override change(id: string, change: StoredChange, at: string): Promise<boolean> {
    return this.alone(async (trx) => {
      const others = await trx
        .selectFrom('accounts')
        .select('id')
        .where('role', '=', 'admin')
        .where('disabled', '=', false)
        .where('id', '!=', id)
        .limit(1)
        .executeTakeFirst();
      const now = await trx.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      const after = { ...now, ...change };
      const wasAdmin = now.role === 'admin' && !now.disabled;
      const isAdmin = after.role === 'admin' && !after.disabled;
      if (wasAdmin && !isAdmin && others === undefined) return false;
      if (Object.keys(change).length > 0)
        await trx.updateTable('accounts').set(change).where('id', '=', id).execute();
      // Enabled again, it has nothing of what was made side by side with its disabling either.
      const ends = now.disabled || after.disabled;
      if (ends) await revokeApiTokens(trx, id, at);
      if (ends || change.password !== undefined) {
        await trx.deleteFrom('refresh_tokens').where('account_id', '=', id).execute();
        await trx.deleteFrom('sign_in_links').where('account_id', '=', id).execute();
      }
      return true;
    });
  }

  override attempt(
    name: string,
    now: string,
    lockedFor: (failures: number) => number,
  ): Promise<string | null> {
    return this.transaction(async (trx) => {
      await sql`delete from sign_in_failures where latest_at < ${now}::timestamptz - ${FAILURES_KEPT}`.execute(
        trx,
      );
      // The row is held until the end of the transaction: attempts at the same name come one after the other.
      const row = await trx
        .insertInto('sign_in_failures')
        .values({ name, failures: 0, latest_at: now, locked_until: now })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ latest_at: now }))
        .returning(['failures', 'locked_until'])
        .executeTakeFirstOrThrow();
      if (row.locked_until.getTime() > Date.parse(now)) return row.locked_until.toISOString();
      const failures = row.failures + 1;
      const locked_until = new Date(Date.parse(now) + lockedFor(failures) * 1000);
      await trx
        .updateTable('sign_in_failures')
        .set({ failures, locked_until })
        .where('name', '=', name)
        .execute();
      return null;
    });
  }

  override async forgetFailures(name: string): Promise<void> {
    await this.database.run((db) => db.deleteFrom('sign_in_failures').where('name', '=', name).execute());
  }

  override addRefresh(token: RefreshToken & { family: string }): Promise<void> {
    return this.database.run((db) => insertRefreshToken(db, token));
  }

  override rotate(
    hash: string,
    next: Pick<RefreshToken, 'hash' | 'expires_at'>,
    now: string,
  ): Promise<Rotation> {
    return this.transaction((trx) => rotateRefreshToken(trx, hash, next, now));
  }

  override endFamily(hash: string): Promise<void> {
    return this.database.run((db) => endTokenFamily(db, hash));
  }

  override async endSession(family: string): Promise<void> {
    await this.database.run((db) => db.deleteFrom('refresh_tokens').where('family', '=', family).execute());
  }

  override async addLink(link: RefreshToken): Promise<void> {
    await this.database.run((db) =>
      db
        .insertInto('sign_in_links')
        .values(link)
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .execute(),
    );
  }

  override async takeLink(hash: string, now: string): Promise<string | undefined> {
    const taken = await this.database.run((db) =>
      db.deleteFrom('sign_in_links').where('hash', '=', hash).returningAll().executeTakeFirst(),
    );
    return taken && taken.expires_at.getTime() > Date.parse(now) ? taken.account_id : undefined;
  }

  override addToken(token: StoredToken): Promise<boolean> {
    return this.database.run((db) => insertApiToken(db, token));
  }

  override findToken(hash: string): Promise<StoredToken | undefined> {
    return this.database.run((db) => findApiToken(db, hash));
  }

  override tokens(account: string, limit: number, before?: string): Promise<StoredToken[]> {
    return this.database.run((db) => listApiTokens(db, account, limit, before));
  }

  override revokeToken(account: string, id: string, now: string): Promise<StoredToken | undefined> {
    return this.database.run((db) => revokeApiToken(db, account, id, now));
  }

  override touchToken(id: string, now: string): Promise<void> {
    return this.database.run((db) => touchApiToken(db, id, now));
  }

  override usage(id: string): Promise<AccountUsage> {
    return this.database.run((db) => readUsage(db, id));
  }

  override async note(entries: readonly NewAuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const rows = entries.map(({ from, ...entry }) => ({ ...entry, origin: from }));
    await this.database.run((db) => db.insertInto('audit_log').values(rows).execute());
  }

  override async audit(limit: number, before?: string): Promise<AuditPage> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('audit_log')
        .selectAll()
        .$if(before !== undefined, (query) => query.where('id', '<', before!))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute(),
    );
    const entries = rows.slice(0, limit).map(({ id, at, origin, ...entry }) => ({
      ...entry,
      id: String(id),
      at: at.toISOString(),
      from: origin,
    }));
    return { entries, next: rows.length > limit ? entries.at(-1)!.id : null };
  }

  private transaction<Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    return this.database.run((db) => db.transaction().execute(work));
  }

  private alone<Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    return this.transaction(async (trx) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(ADMINS_LOCK)})`.execute(trx);
      return work(trx);
    });
  }
}

async function insertAccount(db: Queries, account: StoredAccount): Promise<boolean> {
  const added = await db
    .insertInto('accounts')
    .values(account)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

const accountOf = ({ created_at, max_kept_bytes, ...row }: Selectable<AccountsTable>): StoredAccount => ({
  ...row,
  created_at: created_at.toISOString(),
  max_kept_bytes: max_kept_bytes === null ? null : Number(max_kept_bytes),
});
