/** Webhooks: kept and sent beside the database, asked for elsewhere. */
import type { Provider } from '@nestjs/common';
import type { Outgoing } from '#composition/open-outgoing.js';
import { LocalWebhooks } from '#composition/webhooks/local-webhooks.js';
import { WEBHOOK_CALLS, WEBHOOKS_TOPIC } from '#contracts/webhook-call.schema.js';
import { remoteCalls } from '../messages/call-messages.js';
import { WebhookSender } from '../webhooks/webhook-sender.js';
import { WEBHOOK_SENDER, WEBHOOKS } from '../webhooks/webhooks-token.js';
import { type PlatformParts, remoteApp } from './platform-parts.js';

export function webhookProviders(parts: PlatformParts, outgoing: Outgoing): Provider[] {
  const { database, log, identity } = parts;
  if (database === undefined) {
    const webhooks = remoteCalls(WEBHOOKS_TOPIC, WEBHOOK_CALLS, remoteApp(parts, 'orchestrator'));
    return [{ provide: WEBHOOKS, useValue: webhooks }];
  }
  const { webhooks: records, embedded } = database;
  const sender = new WebhookSender({
    ...{ records, outgoing, log, alone: embedded },
    agent: `Docket/${identity.version}`,
  });
  return [
    { provide: WEBHOOKS, useValue: new LocalWebhooks(records, outgoing, sender.wake) },
    { provide: WEBHOOK_SENDER, useValue: sender },
  ];
}
