/** A list of URLs as its sender sees it: a batch of documents that are fetched, also through kill -9. */
import type { ServerResponse } from 'node:http';
import type { BatchView } from '#contracts/batch.schema.js';
import type { DocumentPage } from '#contracts/document-record.schema.js';
import type { UploadReply } from '#contracts/upload-reply.schema.js';
import { type FileHost, fileHost } from '../../support/file-host.js';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { problemOf, until } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

describeLong('a list of URLs', () => {
  let host: FileHost;
  /** Waits for its document until a test sends it. */
  let held: ServerResponse | undefined;
  beforeAll(async () => {
    host = await fileHost((path, response, before) => {
      if (path.startsWith('/page')) response.end('<!doctype html><html><body>Please sign in</body></html>');
      else if (path.startsWith('/held')) held = response;
      else if (path.startsWith('/slow') && before === 0)
        setTimeout(() => response.end(newDocument('letter')), 700);
      else response.writeHead(200, { 'content-type': 'image/png' }).end(`${newDocument('letter')}\n${path}`);
    });
  });
  afterAll(() => host.close());
  const bed = platformBed({ prepare: async () => ({ DOCKET_OUTGOING_ALLOW: 'localhost' }) });
  const post = (body: unknown, query = '', headers = {}) =>
    bed.platform.request(`/api/v1/batches${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  test('each is a document of one batch, of the type that its bytes have, whatever the server says', async () => {
    const urls = [host.url('/letter.txt'), host.url('/page.html'), 'http://169.254.169.254/latest/meta-data'];
    const reply = await post({ urls }, '?wait=100');
    expect(reply.status).toBe(200);
    const { batch, documents } = (await reply.json()) as UploadReply;
    expect(batch).toMatchObject({ name: null, status: 'ended', documents: 3 });
    expect(reply.headers.get('location')).toBe(`/api/v1/batches/${batch!.id}`);
    expect(documents.map(({ label, error }) => label ?? error!.code)).toEqual([
      'letter',
      'document/unsupported-type',
      'outgoing/refused',
    ]);
    const text = await (await bed.platform.get(`/api/v1/documents/${documents[0]!.id}/text`)).text();
    expect(text).toContain('/letter.txt');
  });

  test('where the wait is over first, the reply has the ids, and the answers come later', async () => {
    const urls = [host.url('/held.txt'), host.url('/at-once.txt')];
    const reply = await post({ urls }, '?wait=1');
    expect(reply.status).toBe(202);
    const { batch, documents } = (await reply.json()) as UploadReply;
    expect(batch).toMatchObject({ documents: 2 });
    expect(batch!.status).not.toBe('ended');
    expect(reply.headers.get('location')).toBe(`/api/v1/batches/${batch!.id}`);
    expect(documents.map(({ url }) => url)).toEqual(urls);
    expect(documents[0]!.label).toBeNull();
    await until('it is asked for', () => held !== undefined);
    held!.end(newDocument('letter'));
    for (const { id } of documents) expect((await bed.platform.answer(id)).label).toBe('letter');
  });

  test.each([
    [{}, 'request/invalid'],
    [{ urls: [] }, 'request/invalid'],
    [{ urls: [1] }, 'request/invalid'],
    [{ urls: ['http://localhost/'], depth: 3 }, 'request/invalid'],
    [{ urls: Array(1_001).fill('http://localhost/') }, 'request/too-many-files'],
  ])('%j is refused', async (body, code) => {
    expect((await problemOf(await post(body))).code).toBe(code);
  });

  test('killed while it fetches: every one is answered in the end, none is doubled', async () => {
    const urls = Array.from({ length: 40 }, (_, number) => host.url(`/slow-${number}.txt`));
    const key = { 'idempotency-key': 'list' };
    const { batch } = (await (await post({ urls }, '', key)).json()) as UploadReply;
    await until('some are fetched', () => host.asked('/slow-4.txt') > 0);
    await bed.restart({ signal: 'SIGKILL' });
    await bed.restart({ signal: 'SIGKILL' });
    const path = `/api/v1/batches/${batch!.id}`;
    await until('it has ended', async () => (await bed.platform.json<BatchView>(path)).status === 'ended');
    const again = (await (await post({ urls }, '', key)).json()) as UploadReply;
    expect(again.batch!.id).toBe(batch!.id);
    const list = `/api/v1/documents?limit=500&batch=${batch!.id}`;
    const { documents } = await bed.platform.json<DocumentPage>(list);
    expect(documents.map(({ url }) => url).sort()).toEqual([...urls].sort());
    expect(new Set(documents.map(({ status, label }) => `${status} ${label}`))).toEqual(
      new Set(['classified letter']),
    );
  });
});
