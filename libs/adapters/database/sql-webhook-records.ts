/** Webhooks and their deliveries in PostgreSQL, on a server or embedded; triggers of migration 0007 write the deliveries. */
import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Delivery, DeliveryPage, Webhook, WebhookPage } from '#contracts/webhook.schema.js';
import {
  type ClaimedDelivery,
  type ClaimLimits,
  type DeliveryEnd,
  type NewWebhookRecord,
  type WebhookRecordChange,
  WebhookRecords,
} from '#ports/webhook-records.port.js';
import { claimDeliveries } from './claim-deliveries.js';
import { inSeconds } from './claim-jobs.js';
import type { Queries } from './database.js';
import { jsonText } from './document-row.js';
import type { Tables, WebhookDeliveriesTable, WebhooksTable } from './schema.js';

/** Rows of one statement, so that each takes milliseconds whatever has piled up. */
const DELETED_AT_ONCE = 5_000;
const NUMBER = /^\d{1,18}$/;

type Run = <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;
type Paging = { limit: number; cursor?: string | undefined };

export class SqlWebhookRecords extends WebhookRecords {
  /** @param database opens itself, and tells its errors as the port promises */
  constructor(private readonly database: { run: Run }) {
    super();
  }

  override add({ events, ...webhook }: NewWebhookRecord, most: number): Promise<Webhook | undefined> {
    return this.database.run((db) =>
      db.transaction().execute(async (trx) => {
        // Held until the end: of two at once, the second counts the first.
        await sql`select id from accounts where id = ${webhook.account_id} for update`.execute(trx);
        const { count } = await trx
          .selectFrom('webhooks')
          .select((column) => column.fn.countAll<string>().as('count'))
          .where('account_id', '=', webhook.account_id)
          .executeTakeFirstOrThrow();
        if (Number(count) >= most) return undefined;
        await trx
          .insertInto('webhooks')
          .values({ ...webhook, events: jsonText(events) })
          .execute();
        return webhookOf(
          await shown(trx, null).where('webhooks.id', '=', webhook.id).executeTakeFirstOrThrow(),
        );
      }),
    );
  }

  override async list(owner: string | null, { limit, cursor }: Paging): Promise<WebhookPage> {
    const rows = await this.database.run((db) =>
      shown(db, owner)
        .$if(cursor !== undefined, (query) => query.where('webhooks.id', '<', cursor!))
        .orderBy('webhooks.id', 'desc')
        .limit(limit + 1)
        .execute(),
    );
    const webhooks = rows.slice(0, limit).map(webhookOf);
    return { webhooks, next: rows.length > limit ? webhooks.at(-1)!.id : null };
  }

  override async find(owner: string | null, id: string): Promise<Webhook | undefined> {
    const row = await this.database.run((db) =>
      shown(db, owner).where('webhooks.id', '=', id).executeTakeFirst(),
    );
    return row && webhookOf(row);
  }

  override change(
    owner: string | null,
    id: string,
    { events, ...change }: WebhookRecordChange,
  ): Promise<Webhook | undefined> {
    if (events === undefined && Object.keys(change).length === 0) return this.find(owner, id);
    return this.database.run(async (db) => {
      const row = await db
        .updateTable('webhooks')
        .set({
          ...change,
          ...(events && { events: jsonText(events) }),
          ...(change.enabled && { failing_since: null }),
          id,
        })
        .where('id', '=', id)
        .$if(owner !== null, (query) => query.where('account_id', '=', owner!))
        .returning('id')
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return webhookOf(await shown(db, null).where('webhooks.id', '=', id).executeTakeFirstOrThrow());
    });
  }

  override async remove(owner: string | null, id: string): Promise<boolean> {
    const row = await this.database.run((db) =>
      db
        .deleteFrom('webhooks')
        .where('id', '=', id)
        .$if(owner !== null, (query) => query.where('account_id', '=', owner!))
        .returning('id')
        .executeTakeFirst(),
    );
    return row !== undefined;
  }

  override async deliveries(webhook: string, { limit, cursor }: Paging): Promise<DeliveryPage> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('webhook_deliveries')
        .selectAll()
        .where('webhook_id', '=', webhook)
        .$if(cursor !== undefined, (query) => query.where('id', '<', cursor!))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute(),
    );
    const deliveries = rows.slice(0, limit).map(deliveryOf);
    return { deliveries, next: rows.length > limit ? deliveries.at(-1)!.id : null };
  }

  override async redeliver(webhook: string, id: string): Promise<Delivery | undefined> {
    if (!NUMBER.test(id)) return undefined;
    const row = await this.database.run((db) =>
      db
        .updateTable('webhook_deliveries')
        .set({ state: 'waiting', failures: 0, due_at: sql<Date>`now()` })
        .where('webhook_id', '=', webhook)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),
    );
    return row && deliveryOf(row);
  }

  override async addTest(webhook: string): Promise<Delivery> {
    return deliveryOf(
      await this.database.run((db) =>
        db
          .insertInto('webhook_deliveries')
          .values({ webhook_id: webhook, type: 'test' })
          .returningAll()
          .executeTakeFirstOrThrow(),
      ),
    );
  }

  override claim(limits: ClaimLimits): Promise<ClaimedDelivery[]> {
    return this.database.run((db) => db.transaction().execute((trx) => claimDeliveries(trx, limits)));
  }

  override settle(id: string, { state, wait, disable, ...told }: DeliveryEnd): Promise<void> {
    return this.database.run((db) =>
      db.transaction().execute(async (trx) => {
        const failed = state !== 'delivered';
        const row = await trx
          .updateTable('webhook_deliveries')
          .set((column) => ({
            ...{ state, leased_until: null, due_at: inSeconds(wait) },
            failures: column('failures', '+', failed ? 1 : 0),
            ...{ response_status: told.status, response_excerpt: told.excerpt },
            error: told.error && jsonText(told.error),
          }))
          .where('id', '=', id)
          .returning('webhook_id')
          .executeTakeFirst();
        // Deleted with its document, or its webhook.
        if (row === undefined) return;
        await trx
          .updateTable('webhooks')
          .set({
            failing_since: failed ? sql<Date>`coalesce(failing_since, now())` : null,
            ...(disable !== null && { enabled: false, disabled_reason: disable }),
          })
          .where('id', '=', row.webhook_id)
          .$if(!failed, (query) => query.where('failing_since', 'is not', null))
          .execute();
      }),
    );
  }

  override async release(ids: readonly string[] | null): Promise<void> {
    if (ids?.length === 0) return;
    await this.database.run((db) =>
      db
        .updateTable('webhook_deliveries')
        .set({ leased_until: null })
        .where('leased_until', 'is not', null)
        .$if(ids !== null, (query) => query.where('id', 'in', [...ids!]))
        .execute(),
    );
  }

  /** Deletes deliveries that were asked for before these days, and are over. */
  async forget(days: number): Promise<void> {
    for (;;) {
      const { numAffectedRows = 0n } = await this.database.run((db) =>
        sql`delete from webhook_deliveries where at < now() - ${days} * interval '1 day' and state <> 'waiting'
          and id in (select id from webhook_deliveries order by id limit ${DELETED_AT_ONCE})`.execute(db),
      );
      if (numAffectedRows < BigInt(DELETED_AT_ONCE)) return;
    }
  }
}

type WebhookRow = Omit<Selectable<WebhooksTable>, 'account_id' | 'secret'> & { account: string };

const shown = (
  db: Queries,
  owner: string | null,
): SelectQueryBuilder<Tables, 'webhooks' | 'accounts', WebhookRow> =>
  db
    .selectFrom('webhooks')
    .innerJoin('accounts', 'accounts.id', 'webhooks.account_id')
    .select(['webhooks.id', 'url', 'events', 'everybodys', 'enabled', 'disabled_reason', 'failing_since'])
    .select(['webhooks.created_at', 'accounts.name as account'])
    .$if(owner !== null, (query) => query.where('account_id', '=', owner!));

const webhookOf = (row: WebhookRow): Webhook => ({
  ...row,
  failing_since: row.failing_since?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
});

const deliveryOf = (row: Selectable<WebhookDeliveriesTable>): Delivery => ({
  id: String(row.id),
  type: row.type as Delivery['type'],
  subject: row.document_id ?? row.run_id,
  at: row.at.toISOString(),
  state: row.state,
  attempts: row.attempts,
  attempted_at: row.attempted_at?.toISOString() ?? null,
  next_attempt_at: row.state === 'waiting' ? row.due_at.toISOString() : null,
  ...{ response_status: row.response_status, response_excerpt: row.response_excerpt, error: row.error },
});
