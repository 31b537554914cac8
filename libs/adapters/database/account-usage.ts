/** What an account has of what quotas limit, as rows; bytes are counted by triggers. */
import { sql, type Transaction } from 'kysely';
import type { AccountUsage } from '#contracts/account-usage.schema.js';
import type { Queries } from './database.js';
import type { Tables } from './schema.js';

interface UsageRow {
  documents_today: number;
  kept_bytes: string | number;
  documents_per_day: number | null;
  max_kept_bytes: string | number | null;
  day_ends_in: string | number;
}

const TODAY = sql`(now() at time zone 'utc')::date`;
const DAY_ENDS_IN = sql`ceil(extract(epoch from ${TODAY} + interval '1 day' - now() at time zone 'utc'))`;
/** Of the accounts row `a`. */
const OWN_QUOTA = sql`a.documents_per_day, a.max_kept_bytes, ${DAY_ENDS_IN} as day_ends_in`;

/**
 * Counts documents of today. Until the end of the transaction nobody else counts any of this account.
 * @returns its usage before them, and how many documents of all have no answer: one way to the database for both
 */
export async function countDocuments(
  trx: Transaction<Tables>,
  owner: string,
  documents: number,
): Promise<{ usage: AccountUsage; waiting: number }> {
  const { rows } = await sql<UsageRow & { waiting: string }>`
    with counted as (
      insert into account_usage as usage (account_id, day, documents) values (${owner}, ${TODAY}, ${documents})
      on conflict (account_id) do update set
        documents = excluded.documents + case when usage.day = excluded.day then usage.documents else 0 end,
        day = excluded.day
      returning account_id, documents - ${documents}::integer as documents_today, kept_bytes
    )
    select documents_today, kept_bytes, ${OWN_QUOTA}, (select count(*) from jobs) as waiting
    from counted left join accounts as a on a.id = counted.account_id`.execute(trx);
  const { waiting, ...usage } = rows[0]!;
  return { usage: usageOf(usage), waiting: Number(waiting) };
}

/** @param account id, which need not be known */
export async function readUsage(db: Queries, account: string): Promise<AccountUsage> {
  const { rows } = await sql<UsageRow>`
    select case when usage.day = ${TODAY} then usage.documents else 0 end as documents_today,
      coalesce(usage.kept_bytes, 0) as kept_bytes, ${OWN_QUOTA}
    from (select ${account}::text as id) as asked
      left join account_usage as usage on usage.account_id = asked.id
      left join accounts as a on a.id = asked.id`.execute(db);
  return usageOf(rows[0]!);
}

const usageOf = ({ documents_today, kept_bytes, day_ends_in, ...own }: UsageRow): AccountUsage => ({
  ...{ documents_today, kept_bytes: Number(kept_bytes) },
  own: {
    documents_per_day: own.documents_per_day,
    max_kept_bytes: own.max_kept_bytes === null ? null : Number(own.max_kept_bytes),
  },
  day_ends_in: Number(day_ends_in),
});
