/** Webhooks as their receivers see them: signed, at least once over kills and failures, none held up by another. */
import { createHmac } from 'node:crypto';
import type { Delivery, DeliveryPage, MadeWebhook, Webhook, WebhookPage } from '#contracts/webhook.schema.js';
import { accountToken } from '../../support/account-token.js';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf, problemOf, until } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';
import { type WebhookReceiver, webhookReceiver } from '../../support/webhook-receiver.js';

const WEBHOOKS = '/api/v1/webhooks';

describeLong('webhooks', () => {
  let receiver: WebhookReceiver;
  let killed = false;
  beforeAll(async () => {
    receiver = await webhookReceiver({
      '/hangs': () => undefined,
      '/fails-first': (response, before) => response.writeHead(before === 0 ? 503 : 204).end(),
      '/moved': (response) => response.writeHead(302, { location: receiver.url('/other') }).end('elsewhere'),
      '/after-kill': (response) => killed && response.end(),
      '/gone': (response) => response.writeHead(410).end(),
    });
  });
  afterAll(() => receiver.close());
  const bed = platformBed({ prepare: async () => ({ DOCKET_OUTGOING_ALLOW: '127.0.0.1' }) });

  const send = async <Body>(method: string, path: string, body?: object, token?: string): Promise<Body> => {
    const reply = await ask(method, path, body, token);
    expect([path, reply.ok]).toEqual([path, true]);
    return (reply.status === 204 ? null : await reply.json()) as Body;
  };
  const ask = (method: string, path: string, body?: object, token?: string) =>
    bed.platform.request(WEBHOOKS + path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const add = (path: string, more: object = {}) =>
    send<MadeWebhook>('POST', '', { url: receiver.url(path), ...more });
  const log = async ({ id }: { id: string }) =>
    (await send<DeliveryPage>('GET', `/${id}/deliveries`)).deliveries;
  const settled = ({ id }: { id: string }, is: (delivery: Delivery) => boolean) =>
    until('the log tells it', async () => (await log({ id })).find(is) ?? false);
  const upload = async (...names: string[]) => {
    const files = Object.fromEntries(names.map((name) => [name, `${newDocument('letter')}\n${name}`]));
    return documentsOf(await bed.platform.upload(files, '?wait=60'));
  };
  const came = (path: string, what: string) =>
    until(
      `${what} came to ${path}`,
      () => receiver.received(path).find(({ body }) => body.includes(what)) ?? false,
    );
  afterEach(async () => {
    const { webhooks } = await send<WebhookPage>('GET', '');
    for (const { id } of webhooks) await send('DELETE', `/${id}`);
  });

  test('the end of a document is told, signed by the secret that was shown once; the log tells the answer', async () => {
    const { secret, ...hook } = await add('/ok');
    expect((await send<WebhookPage>('GET', '')).webhooks).toEqual([hook]);
    const [document] = await upload('signed.txt');
    const { id, timestamp, signature, body } = await came('/ok', document!.id);
    const key = Buffer.from(secret!.replace('whsec_', ''), 'base64');
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    expect(signature).toBe(`v1,${expected}`);
    expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(300);
    const { confidence, model, language } = document!;
    expect(JSON.parse(body)).toMatchObject({
      ...{ type: 'document.classified', timestamp: expect.any(String) },
      data: { id: document!.id, file: 'signed.txt', label: 'letter', confidence, model, language },
    });
    const delivery = await settled(hook, ({ state }) => state === 'delivered');
    expect(delivery).toMatchObject({
      ...{ type: 'document.classified', subject: document!.id, attempts: 1, response_status: 200 },
      ...{ response_excerpt: 'ok', next_attempt_at: null, error: null },
    });
    await send('POST', `/${hook.id}/deliveries/${delivery.id}/redeliver`);
    await until('it came again', () => receiver.received('/ok').length === 2);
    expect(receiver.received('/ok')[1]).toMatchObject({ id, body });
    await bed.platform.remove(document!.id);
    expect(await log(hook)).toEqual([]);
  });

  test('one that hangs holds up nobody, and one that failed is tried again under the same id', async () => {
    const [hangs, fails] = [await add('/hangs'), await add('/fails-first')];
    await add('/beside');
    const documents = await upload('a.txt', 'b.txt', 'c.txt');
    for (const { id } of documents) await came('/beside', id);
    expect((await log(hangs)).every(({ state }) => state === 'waiting')).toBe(true);
    const delivered = await until('all came in the end', async () => {
      const all = await log(fails);
      return all.every(({ state }) => state === 'delivered') && all;
    });
    expect(Math.max(...delivered.map(({ attempts }) => attempts))).toBe(2);
    const first = receiver.received('/fails-first')[0]!;
    expect(receiver.received('/fails-first').filter(({ id }) => id === first.id)).toHaveLength(2);
    const late = await settled(hangs, ({ error }) => error !== null);
    expect(late).toMatchObject({
      state: 'waiting',
      response_status: null,
      error: { code: 'outgoing/timeout' },
    });
  });

  test('kill -9 while some are on their way and others wait: every one is told', async () => {
    const hook = await add('/after-kill');
    const names = Array.from({ length: 20 }, (_, number) => `killed-${number}.txt`);
    const documents = await upload(...names);
    await until('some are on their way', () => receiver.received('/after-kill').length > 0);
    await bed.restart({
      signal: 'SIGKILL',
      between: async () => {
        killed = true;
      },
    });
    const all = await until('all are delivered', async () => {
      const deliveries = await log(hook);
      return deliveries.every(({ state }) => state === 'delivered') && deliveries;
    });
    expect(all.map(({ subject }) => subject).sort()).toEqual(documents.map(({ id }) => id).sort());
    const told = new Set(receiver.received('/after-kill').map(({ id }) => id));
    expect(told.size).toBe(20);
    expect(receiver.received('/after-kill').length).toBeGreaterThan(20);
  });

  test('a redirect is no delivery; 410 switches off with a reason, until it is switched on again', async () => {
    const [moved, gone] = [await add('/moved'), await add('/gone')];
    const { id } = await send<Delivery>('POST', `/${moved.id}/test`);
    const test = await settled(moved, (delivery) => delivery.id === id && delivery.state === 'failed');
    expect(test).toMatchObject({ type: 'test', response_status: 302, response_excerpt: 'elsewhere' });
    expect(receiver.received('/other')).toEqual([]);
    await upload('gone.txt');
    await settled(gone, ({ state }) => state === 'failed');
    const { webhooks } = await send<WebhookPage>('GET', '');
    const off = webhooks.find((each) => each.id === gone.id)!;
    expect(off).toMatchObject({ enabled: false, disabled_reason: expect.stringContaining('410') });
    const refused = await ask('POST', `/${gone.id}/test`);
    expect([refused.status, (await problemOf(refused)).code]).toEqual([409, 'webhook/disabled']);
    const on = await send<Webhook>('PATCH', `/${gone.id}`, { enabled: true, url: receiver.url('/mended') });
    expect(on).toMatchObject({ enabled: true, disabled_reason: null, failing_since: null });
    await send('POST', `/${gone.id}/test`);
    await came('/mended', '"type":"test"');
  });

  test.each([
    'http://127.0.0.2:9000/',
    'http://[::1]:9000/',
    'http://169.254.169.254/',
    'http://0x7f000001/',
    'http://10.0.0.1/',
    'file:///etc/passwd',
    'http://user:word@example.org/',
    'nowhere',
  ])('%s is refused', async (url) => {
    const reply = await ask('POST', '', { url });
    expect([reply.status, (await problemOf(reply)).code]).toEqual([422, 'outgoing/refused']);
  });

  test('webhooks are their account’s own and tell its own documents; runs and others’ documents are for reviewers', async () => {
    const scopes = ['documents:read', 'documents:write', 'account'] as const;
    const [ann, ron] = [
      await accountToken(bed.platform, { name: 'ann', role: 'user', scopes }),
      await accountToken(bed.platform, { name: 'ron', role: 'reviewer', scopes }),
    ];
    const url = (path: string) => receiver.url(path);
    for (const more of [{ events: ['run.failed'] }, { everybodys: true }]) {
      const refused = await ask('POST', '', { url: url('/ann'), ...more }, ann);
      expect([refused.status, (await problemOf(refused)).code]).toEqual([403, 'auth/forbidden']);
    }
    const anns = await send<MadeWebhook>('POST', '', { url: url('/ann') }, ann);
    const rons = await send<MadeWebhook>('POST', '', { url: url('/ron'), everybodys: true }, ron);
    for (const [method, path] of [
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/deliveries'],
      ['POST', '/test'],
    ] as const) {
      const reply = await ask(method, `/${anns.id}${path}`, method === 'PATCH' ? {} : undefined, ron);
      expect([method, reply.status]).toEqual([method, 404]);
    }
    expect((await send<WebhookPage>('GET', '', undefined, ron)).webhooks.map(({ id }) => id)).toEqual([
      rons.id,
    ]);
    expect((await send<WebhookPage>('GET', '?limit=1')).next).not.toBeNull();
    const [document] = await upload('admins.txt');
    await came('/ron', document!.id);
    expect(await log(anns)).toEqual([]);
    // Who may see less by now is told less.
    const users = '/api/v1/admin/users/ron';
    const headers = { 'content-type': 'application/json' };
    await bed.platform.request(users, { method: 'PATCH', headers, body: '{"role":"user"}' });
    await upload('later.txt');
    const unsent = await settled(rons, ({ state }) => state === 'failed');
    expect(unsent).toMatchObject({ response_status: null, error: { code: 'auth/forbidden' } });
    expect(receiver.received('/ron')).toHaveLength(1);
  });
});
