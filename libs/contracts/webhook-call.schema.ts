/** Every question about webhooks, each with what it takes and gives: asked in the process of the database, or by message. */
import { z } from 'zod';
import { type CallsOf, call } from './call-table.js';
import {
  DeliveryPageSchema,
  DeliverySchema,
  MadeWebhookSchema,
  NewWebhookSchema,
  WebhookChangeSchema,
  WebhookPageSchema,
} from './webhook.schema.js';

export const WEBHOOKS_TOPIC = 'orchestrator.webhooks';

const id = z.string();
/** Id of the account whose webhooks are meant; null: everybody's. */
const owner = z.string().nullable();
const page = z.object({ limit: z.int().positive(), cursor: z.string().optional() });

/** All but `add` and `list` throw DomainError 'request/not-found' where the owner has no such webhook. */
export const WEBHOOK_CALLS = {
  /** Of the account of this id. @throws DomainError 'outgoing/refused', 'webhook/too-many' */
  add: call(z.tuple([id, NewWebhookSchema]), MadeWebhookSchema),
  /** Newest first. */
  list: call(z.tuple([owner, page]), WebhookPageSchema),
  /** @throws DomainError 'outgoing/refused' */
  change: call(z.tuple([owner, id, WebhookChangeSchema]), MadeWebhookSchema),
  remove: call(z.tuple([owner, id]), z.null()),
  /** Newest first. */
  deliveries: call(z.tuple([owner, id, page]), DeliveryPageSchema),
  /** Sends it again, from the beginning of its tries. @throws DomainError 'webhook/disabled' */
  redeliver: call(z.tuple([owner, id, z.string()]), DeliverySchema),
  /** Puts a test on its way. @throws DomainError 'webhook/disabled' */
  test: call(z.tuple([owner, id]), DeliverySchema),
};

/** All calls throw DomainError 'database/unavailable' or 'service/unavailable' where webhooks cannot be looked up. */
export type Webhooks = CallsOf<typeof WEBHOOK_CALLS>;
