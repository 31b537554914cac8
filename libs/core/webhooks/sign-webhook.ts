/** Signatures by which receivers know who told them: Standard Webhooks, https://www.standardwebhooks.com. */
import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';
/** Between 24 and 64, as the standard wants. */
export const WEBHOOK_SECRET_BYTES = 32;

/** @param chance {@link WEBHOOK_SECRET_BYTES} of it */
export const webhookSecret = (chance: Uint8Array): string => PREFIX + Buffer.from(chance).toString('base64');

/**
 * The headers of one attempt. The id is the same in all of them, so that a receiver can tell what it has already.
 * @param at seconds since 1970
 */
export function webhookHeaders(
  secret: string,
  { id, at, body }: { id: string; at: number; body: string },
): Record<string, string> {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}
