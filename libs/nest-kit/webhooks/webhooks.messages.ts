/** The orchestrator's messages about webhooks: it owns the database. */
import { WEBHOOK_CALLS, WEBHOOKS_TOPIC } from '#contracts/webhook-call.schema.js';
import { callMessages } from '../messages/call-messages.js';
import { WEBHOOKS } from './webhooks-token.js';

export const WebhooksMessages = callMessages(WEBHOOKS_TOPIC, WEBHOOK_CALLS, WEBHOOKS);
