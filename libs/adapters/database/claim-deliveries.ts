/** Which deliveries are to be sent now: of every webhook a few, so that none that is slow or failing holds up others. */
import { sql, type Transaction } from 'kysely';
import type { Role } from '#contracts/account.schema.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import type { Delivery } from '#contracts/webhook.schema.js';
import type { ClaimedDelivery, ClaimLimits } from '#ports/webhook-records.port.js';
import { inSeconds } from './claim-jobs.js';
import { recordOf } from './document-row.js';
import type { Tables } from './schema.js';

export async function claimDeliveries(
  trx: Transaction<Tables>,
  { lease, without, most, mostOfOne }: ClaimLimits,
): Promise<ClaimedDelivery[]> {
  const { rows: claimed } = await sql<{ id: string }>`
    update webhook_deliveries set leased_until = ${inSeconds(lease)}, attempts = attempts + 1, attempted_at = now()
    where id in (
      select next.id from webhooks cross join lateral (
        select id from webhook_deliveries as each
        where each.webhook_id = webhooks.id and state = 'waiting' and due_at <= now()
          and (leased_until is null or leased_until < now())
        order by due_at, id
        limit case when failing_since is null then ${mostOfOne}::int else 1 end
        for update skip locked
      ) as next
      where enabled and not (webhooks.id = any (${[...without]}::text[]))
      limit ${most}
    ) returning id::text`.execute(trx);
  if (claimed.length === 0) return [];
  const rows = await trx
    .selectFrom('webhook_deliveries')
    .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook_id')
    .innerJoin('accounts', 'accounts.id', 'webhooks.account_id')
    .leftJoin('runs', 'runs.id', 'webhook_deliveries.run_id')
    .select(['webhook_deliveries.id', 'type', 'at', 'failures', 'document_id', 'record', 'webhook_id'])
    .select(['url', 'secret', 'everybodys', 'failing_since', 'account_id', 'role', 'disabled'])
    .where(
      'webhook_deliveries.id',
      'in',
      claimed.map(({ id }) => id),
    )
    .orderBy('webhook_deliveries.id')
    .execute();
  const ids = rows.flatMap(({ document_id }) => document_id ?? []);
  const documents =
    ids.length === 0 ? [] : await trx.selectFrom('documents').selectAll().where('id', 'in', ids).execute();
  const records = new Map(documents.map((row) => [row.id, recordOf(row)]));
  return rows.map((row) => ({
    ...{ id: String(row.id), type: row.type as Delivery['type'], at: row.at.toISOString() },
    failures: row.failures,
    webhook: {
      ...{ id: row.webhook_id, url: row.url, secret: row.secret, everybodys: row.everybodys },
      failing_since: row.failing_since?.toISOString() ?? null,
    },
    account: { id: row.account_id, role: row.role as Role, disabled: row.disabled },
    document: records.get(row.document_id ?? '') ?? null,
    run: row.record as RunRecord | null,
  }));
}
