/** Webhooks where the database is: made, changed, asked about. */
import { randomBytes } from 'node:crypto';
import { DomainError } from '#contracts/domain-error.js';
import type { Delivery, MadeWebhook, NewWebhook, Webhook, WebhookChange } from '#contracts/webhook.schema.js';
import type { Webhooks } from '#contracts/webhook-call.schema.js';
import { WEBHOOK_SECRET_BYTES, webhookSecret } from '#core/webhooks/sign-webhook.js';
import type { WebhookRecords } from '#ports/webhook-records.port.js';
import { newId } from '../new-id.js';
import type { Outgoing } from '../open-outgoing.js';

/** Of one account: each is looked at for every document that ends. */
const MOST = 20;

type Owner = string | null;
type Paging = Parameters<Webhooks['list']>[1];

export class LocalWebhooks implements Webhooks {
  /** @param onWaiting told when there is something to send */
  constructor(
    private readonly records: WebhookRecords,
    private readonly outgoing: Pick<Outgoing, 'check'>,
    private readonly onWaiting: () => void,
  ) {}

  async add(account: string, webhook: NewWebhook): Promise<MadeWebhook> {
    this.outgoing.check(webhook.url);
    const secret = newSecret();
    const made = { id: newId('hook'), account_id: account, secret, created_at: new Date().toISOString() };
    const added = await this.records.add({ ...webhook, ...made }, MOST);
    if (added !== undefined) return { ...added, secret };
    throw new DomainError('webhook/too-many', `This account has ${MOST} webhooks already; delete one first.`);
  }

  list(owner: Owner, paging: Paging) {
    return this.records.list(owner, paging);
  }

  async change(owner: Owner, id: string, { secret: anew, ...change }: WebhookChange): Promise<MadeWebhook> {
    await this.find(owner, id);
    if (change.url !== undefined) this.outgoing.check(change.url);
    const secret = anew === null ? { secret: newSecret() } : {};
    const enabled = change.enabled === undefined ? {} : { disabled_reason: null };
    const changed = await this.records.change(owner, id, {
      ...defined(change),
      ...secret,
      ...enabled,
    });
    if (changed === undefined) throw missing(id);
    this.onWaiting();
    return { ...changed, ...secret };
  }

  async remove(owner: Owner, id: string): Promise<null> {
    if (!(await this.records.remove(owner, id))) throw missing(id);
    return null;
  }

  async deliveries(owner: Owner, id: string, paging: Paging) {
    await this.find(owner, id);
    return this.records.deliveries(id, paging);
  }

  async redeliver(owner: Owner, id: string, delivery: string): Promise<Delivery> {
    await this.enabled(owner, id);
    const again = await this.records.redeliver(id, delivery);
    if (again === undefined) {
      throw new DomainError('request/not-found', `This webhook has no delivery '${delivery.slice(0, 80)}'.`);
    }
    this.onWaiting();
    return again;
  }

  async test(owner: Owner, id: string): Promise<Delivery> {
    await this.enabled(owner, id);
    const test = await this.records.addTest(id);
    this.onWaiting();
    return test;
  }

  private async find(owner: Owner, id: string): Promise<Webhook> {
    const found = await this.records.find(owner, id);
    if (found === undefined) throw missing(id);
    return found;
  }

  private async enabled(owner: Owner, id: string): Promise<void> {
    const { enabled, disabled_reason } = await this.find(owner, id);
    if (enabled) return;
    const why = disabled_reason === null ? '' : ` (${disabled_reason})`;
    throw new DomainError(
      'webhook/disabled',
      `This webhook is switched off${why}; PATCH it with {"enabled": true}.`,
    );
  }
}

const newSecret = (): string => webhookSecret(randomBytes(WEBHOOK_SECRET_BYTES));

const defined = <Value extends object>(value: Value) =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>;
  };

const missing = (id: string): DomainError =>
  new DomainError('request/not-found', `There is no webhook '${id.slice(0, 80)}'.`);
