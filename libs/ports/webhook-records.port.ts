/**
 * Webhooks, and what they are told: one delivery for each end of a document or run and each webhook that asked for it.
 *
 * Promises: a delivery is on record with the end itself, or neither is; who claims one has it alone until the lease is
 * over; each is claimed again until it is settled. Deliveries go with their document, run or webhook.
 * All calls throw DomainError 'database/unavailable' where the database cannot be reached.
 */
import type { Role } from '#contracts/account.schema.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import type { Delivery, DeliveryPage, Webhook, WebhookPage } from '#contracts/webhook.schema.js';

export interface NewWebhookRecord
  extends Pick<Webhook, 'id' | 'url' | 'events' | 'everybodys' | 'created_at'> {
  account_id: string;
  secret: string;
}
export type WebhookRecordChange = Partial<
  Pick<NewWebhookRecord, 'url' | 'events' | 'secret'> & Pick<Webhook, 'enabled' | 'disabled_reason'>
>;

/** A delivery to be sent now by whoever claimed it. */
export interface ClaimedDelivery {
  id: string;
  type: Delivery['type'];
  at: string;
  /** Attempts that failed since it was asked for. */
  failures: number;
  webhook: { id: string; url: string; secret: string; everybodys: boolean; failing_since: string | null };
  account: { id: string; role: Role; disabled: boolean };
  document: DocumentRecord | null;
  run: RunRecord | null;
}

/** How an attempt ended. */
export interface DeliveryEnd {
  /** 'waiting': it is tried again after `wait` seconds. */
  state: Delivery['state'];
  wait: number;
  status: number | null;
  excerpt: string | null;
  error: Delivery['error'];
  /** Why the webhook gets nothing more. */
  disable: string | null;
}

export interface ClaimLimits {
  /** Seconds after which others may send it. */
  lease: number;
  /** Webhooks that have something in hand. */
  without: readonly string[];
  most: number;
  /** Of one webhook; of one that is failing, one at a time. */
  mostOfOne: number;
}

interface Paging {
  limit: number;
  cursor?: string | undefined;
}

export abstract class WebhookRecords {
  /** @param most webhooks that the account may have @returns undefined where it has as many */
  abstract add(webhook: NewWebhookRecord, most: number): Promise<Webhook | undefined>;
  /** Newest first. @param owner id of an account; null: all */
  abstract list(owner: string | null, paging: Paging): Promise<WebhookPage>;
  abstract find(owner: string | null, id: string): Promise<Webhook | undefined>;
  /** Enabled anew, it counts as not failing. */
  abstract change(
    owner: string | null,
    id: string,
    change: WebhookRecordChange,
  ): Promise<Webhook | undefined>;
  abstract remove(owner: string | null, id: string): Promise<boolean>;
  /** Newest first. */
  abstract deliveries(webhook: string, paging: Paging): Promise<DeliveryPage>;
  /** Puts one on its way again. */
  abstract redeliver(webhook: string, id: string): Promise<Delivery | undefined>;
  /** Puts a test on its way. */
  abstract addTest(webhook: string): Promise<Delivery>;

  abstract claim(limits: ClaimLimits): Promise<ClaimedDelivery[]>;
  abstract settle(id: string, end: DeliveryEnd): Promise<void>;
  /** Of a process that ended: what was in hand may be sent at once. Ids; null: all, for the start of the only process. */
  abstract release(ids: readonly string[] | null): Promise<void>;
}
