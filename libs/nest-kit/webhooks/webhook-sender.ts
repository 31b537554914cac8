/**
 * Sends what webhooks are to be told, as the database has it: at least once, signed, again after a failure, and a slow
 * or failing receiver holds up nobody but itself.
 */
import type { Outgoing } from '#composition/open-outgoing.js';
import { DomainError } from '#contracts/domain-error.js';
import { GIVEN_UP, isGivenUp, retryWait } from '#core/webhooks/retry-wait.js';
import { webhookHeaders } from '#core/webhooks/sign-webhook.js';
import type { ClaimedDelivery, DeliveryEnd, WebhookRecords } from '#ports/webhook-records.port.js';
import { Lookout } from '../lookout.js';
import type { Log } from '../observability/log.js';
import { webhookMessage } from './webhook-message.js';

/** Milliseconds between two looks for what other processes have written, or whose wait is over. */
const LOOK = 500;
/** Milliseconds for a receiver to answer: what takes longer it should do behind its answer. */
const PATIENCE = 15_000;
/** Seconds after which what a killed process had in hand is sent by another one; longer than any attempt takes. */
const LEASE = 60;
const MOST = 200;
/** Of one webhook at a time. */
const MOST_OF_ONE = 10;
/** Bytes of a reply that the log of deliveries shows. */
const EXCERPT = 500;
/** By which a receiver says that it wants nothing more, now or ever. */
const GONE = 410;

export interface WebhookSenderParts {
  records: WebhookRecords;
  outgoing: Pick<Outgoing, 'send'>;
  log: Log;
  /** Whether no other process sends: what is in hand at the start is that of a killed one. */
  alone: boolean;
  agent: string;
}

export class WebhookSender {
  /** How many each webhook has in hand. */
  private readonly busy = new Map<string, number>();
  private readonly sending = new Map<string, Promise<void>>();
  private readonly closing = new AbortController();
  private readonly lookout = new Lookout(LOOK, () => this.look());
  private started = false;
  private released = false;

  constructor(private readonly parts: WebhookSenderParts) {}

  start(): void {
    this.started = true;
    this.lookout.start();
  }

  /** There may be something to send. */
  readonly wake = (): void => {
    if (this.started) this.lookout.wake();
  };

  /** What has no answer yet is sent again by the next start. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.lookout.close();
    const left = [...this.sending.keys()];
    await Promise.all(this.sending.values());
    await this.parts.records.release(left).catch(() => undefined);
  }

  private async look(): Promise<void> {
    const { records, alone } = this.parts;
    try {
      if (alone && !this.released) await records.release(null);
      this.released = true;
      const most = MOST - this.sending.size;
      if (most <= 0) return;
      const without = [...this.busy.keys()];
      const claimed = await records.claim({ lease: LEASE, without, most, mostOfOne: MOST_OF_ONE });
      for (const delivery of claimed) this.begin(delivery);
    } catch (error) {
      // A database that is away is told by its health check, and found again by the next look.
      if (error instanceof DomainError && error.retryable) return;
      this.parts.log.error({ err: error }, (error as Error).message);
    }
  }

  private begin(delivery: ClaimedDelivery): void {
    const { id, webhook } = delivery;
    this.busy.set(webhook.id, (this.busy.get(webhook.id) ?? 0) + 1);
    const sent = this.deliver(delivery)
      .catch((error: Error) => {
        if (!this.closing.signal.aborted) this.parts.log.error({ err: error, delivery: id }, error.message);
      })
      .finally(() => {
        this.sending.delete(id);
        const left = this.busy.get(webhook.id)! - 1;
        if (left > 0) this.busy.set(webhook.id, left);
        else this.busy.delete(webhook.id);
        if (left === 0) this.wake();
      });
    this.sending.set(id, sent);
  }

  private async deliver(delivery: ClaimedDelivery): Promise<void> {
    const attempt = await this.attempt(delivery);
    const end = endOf(attempt, delivery, { now: Date.now(), chance: Math.random() });
    await this.parts.records.settle(delivery.id, end);
    const { webhook } = delivery;
    const { code, message } = attempt.error ?? {};
    if (end.disable !== null)
      this.parts.log.warn({ webhook: webhook.id, code }, `A webhook is switched off: ${end.disable}`);
    else if (attempt.error)
      this.parts.log.info({ webhook: webhook.id, delivery: delivery.id, code }, `Not delivered: ${message}`);
  }

  private async attempt(delivery: ClaimedDelivery): Promise<Attempt> {
    const body = webhookMessage(delivery);
    if (body === null) {
      const message = 'The account of this webhook may not see that, or is disabled.';
      return { status: null, excerpt: null, error: { code: 'auth/forbidden', message } };
    }
    const { url, secret, id } = delivery.webhook;
    const signed = { id: `msg_${id}_${delivery.id}`, at: Math.floor(Date.now() / 1000), body };
    try {
      const reply = await this.parts.outgoing.send(url, {
        ...{ method: 'POST', body, milliseconds: PATIENCE, mostBytes: EXCERPT, signal: this.closing.signal },
        headers: {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'user-agent': this.parts.agent,
          ...webhookHeaders(secret, signed),
        },
      });
      const excerpt = new TextDecoder().decode(reply.body).replaceAll('\0', '');
      return { status: reply.status, excerpt, error: refusalBy(reply.status) };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { status: null, excerpt: null, error: { code: error.code, message: error.message } };
    }
  }
}

type Attempt = Pick<DeliveryEnd, 'status' | 'excerpt' | 'error'>;

function refusalBy(status: number): DeliveryEnd['error'] {
  if (status >= 200 && status < 300) return null;
  const redirected = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  return { code: 'outgoing/unreachable', message: `The receiver answered ${status}${redirected}.` };
}

/** What becomes of a delivery after an attempt, and of its webhook. */
function endOf(
  attempt: Attempt,
  { failures, webhook, type }: ClaimedDelivery,
  { now, chance }: { now: number; chance: number },
): DeliveryEnd {
  const end = { ...attempt, wait: 0, disable: null };
  if (attempt.error === null) return { ...end, state: 'delivered' };
  if (attempt.status === GONE)
    return { ...end, state: 'failed', disable: 'The receiver answered 410: gone.' };
  if (isGivenUp(webhook.failing_since, now)) {
    return { ...end, state: 'failed', disable: `${GIVEN_UP} Last: ${attempt.error.message}` };
  }
  // Who tests wants to know now; what may not be sent today may not tomorrow.
  const once = type === 'test' || attempt.error.code === 'auth/forbidden';
  const wait = once ? null : retryWait(failures + 1, chance);
  return wait === null ? { ...end, state: 'failed' } : { ...end, state: 'waiting', wait };
}
