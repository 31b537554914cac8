/** Webhooks: addresses of users that are told when documents and runs end, and what became of each telling. */
import { z } from 'zod';
import { DocumentAnswerSchema } from './prediction.schema.js';

export const WebhookEventSchema = z.enum([
  ...DocumentAnswerSchema.shape.status.options.map((status) => `document.${status}` as const),
  ...(['run.succeeded', 'run.failed', 'run.cancelled'] as const),
]);
export type WebhookEvent = z.infer<typeof WebhookEventSchema>;
const DOCUMENT_EVENTS = WebhookEventSchema.options.filter((type) => type.startsWith('document.'));

const events = z
  .array(WebhookEventSchema)
  .min(1)
  .describe('What is told. Runs are for those who may see runs.');
const url = z.string().max(2_000).describe('Of http or https, at a public address.');

export const NewWebhookSchema = z.strictObject({
  url,
  events: events.default(DOCUMENT_EVENTS),
  everybodys: z.boolean().default(false).describe("Also of others' documents, for those who may see them."),
});
export type NewWebhook = z.infer<typeof NewWebhookSchema>;

export const WebhookChangeSchema = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  enabled: z.boolean().optional(),
  secret: z.null().describe('Null: a new one, which the reply tells.').optional(),
});
export type WebhookChange = z.infer<typeof WebhookChangeSchema>;

export const WebhookSchema = z.object({
  id: z.string(),
  /** Name of whose it is. */
  account: z.string(),
  url: z.string(),
  events: z.array(WebhookEventSchema),
  everybodys: z.boolean(),
  enabled: z.boolean(),
  disabled_reason: z.string().nullable(),
  failing_since: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
});
export type Webhook = z.infer<typeof WebhookSchema>;

/** `secret` where it was made: this once. */
export const MadeWebhookSchema = WebhookSchema.extend({ secret: z.string().optional() });
export type MadeWebhook = z.infer<typeof MadeWebhookSchema>;

const next = z.string().nullable().describe('Pass as `cursor` for the next page; null on the last.');
export const WebhookPageSchema = z.object({ webhooks: z.array(WebhookSchema), next });
export type WebhookPage = z.infer<typeof WebhookPageSchema>;

export const DeliverySchema = z.object({
  id: z.string(),
  type: z.union([WebhookEventSchema, z.literal('test')]),
  /** Id of the document or run; null of a test. */
  subject: z.string().nullable(),
  at: z.iso.datetime(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.int().nonnegative(),
  attempted_at: z.iso.datetime().nullable(),
  /** When it is tried again; null where it is not. */
  next_attempt_at: z.iso.datetime().nullable(),
  response_status: z.int().nullable(),
  response_excerpt: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type Delivery = z.infer<typeof DeliverySchema>;
export const DeliveryPageSchema = z.object({ deliveries: z.array(DeliverySchema), next });
export type DeliveryPage = z.infer<typeof DeliveryPageSchema>;
