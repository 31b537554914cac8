/** Batches over HTTP: uploaded, watched, narrowed to, cancelled, deleted; nobody else's business. */
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import yazl from 'yazl';
import type { ApiToken, MadeToken } from '#contracts/account.schema.js';
import type { BatchPage, BatchView } from '#contracts/batch.schema.js';
import type { DocumentPage } from '#contracts/document-record.schema.js';
import type { UploadReply } from '#contracts/upload-reply.schema.js';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { problemOf, until } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

const BATCHES = '/api/v1/batches';

describeLong('batches', () => {
  const bed = platformBed({
    prepare: async (workspace) => {
      const params = await workspace.text('params.yaml');
      await workspace.write({ 'params.yaml': `${params}gateway: { max_file_bytes: 1000000 }\n` });
      return {};
    },
  });
  const files = () => ({
    'letter.txt': newDocument('letter'),
    'empty.txt': '',
    'invoice.txt': newDocument('invoice'),
  });
  const upload = async (query = '', headers: Record<string, string> = {}) => {
    const reply = await bed.platform.upload(files(), query, headers);
    return { reply, ...((await reply.json()) as UploadReply) };
  };
  const ended = (id: string) =>
    until('the batch has ended', async () => {
      const batch = await bed.platform.json<BatchView>(`${BATCHES}/${id}`);
      return batch.status === 'ended' && batch;
    });

  test('several files are a batch, whose bad file fails alone', async () => {
    const { reply, batch, documents } = await upload('?wait=100');
    expect([reply.status, reply.headers.get('location')]).toEqual([200, `${BATCHES}/${batch!.id}`]);
    expect(documents.map(({ file, label, status }) => [file, label ?? status])).toEqual([
      ['letter.txt', 'letter'],
      ['empty.txt', 'failed'],
      ['invoice.txt', 'invoice'],
    ]);
    expect(batch).toMatchObject({ status: 'ended', documents: 3, done: 3, progress: 1 });
    expect(batch!.classes.map(({ label }) => label)).toEqual(['invoice', 'letter']);
    const { documents: listed } = await bed.platform.json<DocumentPage>(
      `/api/v1/documents?batch=${batch!.id}&status=failed`,
    );
    expect(listed).toMatchObject([
      { file: 'empty.txt', batch: batch!.id, error: { code: 'document/empty' } },
    ]);
    const page = await bed.platform.json<BatchPage>(`${BATCHES}?limit=1`);
    expect(page.batches).toEqual([await bed.platform.json(`${BATCHES}/${batch!.id}`)]);
  });

  test('a ZIP file is a batch of its documents, by their names with folders', async () => {
    const archive = new yazl.ZipFile();
    for (const label of ['letter', 'invoice'])
      archive.addBuffer(Buffer.from(newDocument(label)), `2024/${label}.txt`);
    archive.addBuffer(Buffer.alloc(3_000_000), 'big.txt');
    archive.end();
    const reply = await bed.platform.upload(
      { 'scans.zip': new Uint8Array(await buffer(archive.outputStream)) },
      '?wait=100',
    );
    const { batch, documents } = (await reply.json()) as UploadReply;
    expect(batch).toMatchObject({ name: 'scans.zip', status: 'ended', documents: 3 });
    expect(documents.map(({ file, label, error }) => [file, label ?? error!.code])).toEqual([
      ['2024/letter.txt', 'letter'],
      ['2024/invoice.txt', 'invoice'],
      ['big.txt', 'document/too-many-bytes'],
    ]);
    const file = await bed.platform.get(`/api/v1/documents/${documents[0]!.id}/file`);
    expect(file.headers.get('content-disposition')).toContain('filename=letter.txt');
    const nothing = await bed.platform.get(`/api/v1/documents/${documents[2]!.id}/file`);
    expect((await problemOf(nothing)).code).toBe('object-store/missing');
    expect((await bed.platform.remove(documents[2]!.id)).status).toBe(204);
  });

  test('what a list shows is exported: a table, JSON, and the files in folders of their classes', async () => {
    const { batch, documents } = await upload('?wait=100');
    const exported = (format: string, more = '') =>
      bed.platform.get(`/api/v1/documents/export?format=${format}&batch=${batch!.id}${more}`);
    const csv = await exported('csv', '&label=letter');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename=documents.csv');
    const rows = (await csv.text()).trim().split('\r\n');
    expect(rows.map((row) => row.split(',')[0])).toEqual(['id', documents[0]!.id]);
    expect(await (await exported('json')).json()).toEqual({ documents: [...documents].reverse() });
    const archive = await yauzl.fromBufferPromise(Buffer.from(await (await exported('zip')).arrayBuffer()));
    const names: string[] = [];
    for await (const { fileName } of archive.eachEntry()) names.push(fileName);
    expect(names).toEqual(['invoice/invoice.txt', 'failed/empty.txt', 'letter/letter.txt', 'manifest.csv']);
  });

  test('a single file is none', async () => {
    const reply = await bed.platform.upload({ 'one.txt': newDocument('letter') });
    const { batch, documents } = (await reply.json()) as UploadReply;
    expect([batch, documents[0]!.batch]).toEqual([null, undefined]);
    expect(reply.headers.get('location')).toBe(`/api/v1/documents/${documents[0]!.id}`);
  });

  test('sent again under its key it is the same batch', async () => {
    const key = { 'idempotency-key': 'again' };
    const [first, second] = [await upload('', key), await upload('', key)];
    expect(second.batch!.id).toBe(first.batch!.id);
    expect(second.documents.map(({ id }) => id)).toEqual(first.documents.map(({ id }) => id));
  });

  test('it ends in spite of kill -9, and is there with all of its documents', async () => {
    const { batch } = await upload();
    await bed.restart({ signal: 'SIGKILL' });
    expect(await ended(batch!.id)).toMatchObject({ documents: 3, done: 3 });
  });

  test('cancelled it ends; deleted it is gone with its documents', async () => {
    const { batch, documents } = await upload();
    const post = { method: 'POST' };
    const cancelled = await bed.platform.request(`${BATCHES}/${batch!.id}/cancel`, post);
    expect([cancelled.status, await cancelled.json()]).toMatchObject([
      200,
      { cancelled: true, status: 'ended' },
    ]);
    const remove = { method: 'DELETE' };
    expect((await bed.platform.request(`${BATCHES}/${batch!.id}`, remove)).status).toBe(204);
    for (const path of [`${BATCHES}/${batch!.id}`, `/api/v1/documents/${documents[0]!.id}`])
      expect((await problemOf(await bed.platform.get(path))).code).toBe('request/not-found');
    expect((await bed.platform.request(`${BATCHES}/${batch!.id}`, remove)).status).toBe(404);
  });

  test('others find nothing', async () => {
    const { batch } = await upload('?wait=100');
    const json = { 'content-type': 'application/json' };
    const admin = (path: string, body: object) =>
      bed.platform.request(path, { method: 'POST', headers: json, body: JSON.stringify(body) });
    await admin('/api/v1/admin/users', { name: 'bob', role: 'user' });
    const scopes: ApiToken['scopes'] = ['documents:read', 'documents:write'];
    const made = await admin('/api/v1/admin/users/bob/tokens', { name: 'tests', scopes });
    const { token } = (await made.json()) as MadeToken;
    const asBob = (path: string, method = 'GET') =>
      fetch(bed.platform.url + path, { method, headers: { authorization: `Bearer ${token}` } });
    expect(await (await asBob(BATCHES)).json()).toEqual({ batches: [], next: null });
    const exported = await asBob(`/api/v1/documents/export?format=json&batch=${batch!.id}`);
    expect(await exported.json()).toEqual({ documents: [] });
    for (const [path, method] of [
      ['', 'GET'],
      ['/cancel', 'POST'],
      ['', 'DELETE'],
    ] as const)
      expect((await problemOf(await asBob(`${BATCHES}/${batch!.id}${path}`, method))).code).toBe(
        'request/not-found',
      );
    expect(await ended(batch!.id)).toMatchObject({ documents: 3 });
  });
});
