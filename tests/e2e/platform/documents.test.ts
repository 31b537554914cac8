/** What a program does with documents over HTTP: upload, wait, list, read back, delete. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { DocumentDetail, DocumentPage, DocumentView } from '#contracts/document-record.schema.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf, problemOf } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

const ZIP = new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 0, 0]);
const SCAN = 'data/samples/invoice';

const bed = platformBed();

const filesIn = (folder: string): string[] =>
  readdirSync(bed.workspace.path(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
const list = (query = '') => bed.platform.json<DocumentPage>(`/api/v1/documents${query}`);
const uploadOne = async (name: string, content: string | Uint8Array<ArrayBuffer>): Promise<DocumentView> =>
  (await documentsOf(await bed.platform.upload({ [name]: content }, '?wait=60')))[0]!;

test('?wait= answers with class, confidence, runner-up and why', async () => {
  const reply = await bed.platform.upload({ 'bill.txt': newDocument('invoice') }, '?wait=60');
  expect(reply.status).toBe(200);
  const [view] = await documentsOf(reply);
  expect(view).toMatchObject({
    file: 'bill.txt',
    status: 'classified',
    label: 'invoice',
    model: { name: 'classifier', version: expect.stringMatching(/^[0-9a-f]{12}$/) },
    pages: 1,
  });
  expect(view!.confidence).toBeGreaterThan(0.5);
  expect(view!.runner_up!.confidence).toBeLessThan(view!.confidence!);
  expect(view!.labels.map(({ label }) => label).sort()).toEqual(['invoice', 'letter', 'recipe']);
  expect(view!.explanation.filter(({ weight }) => weight > 0).length).toBeGreaterThan(3);
  expect(reply.headers.get('location')).toBe(`/api/v1/documents/${view!.id}`);
});

test('without ?wait= an upload is kept at once, and its answer is found at Location', async () => {
  const reply = await bed.platform.upload({ 'kind.txt': newDocument('letter') });
  expect(reply.status).toBe(202);
  const [view] = await documentsOf(reply);
  expect(view).toMatchObject({ label: null, confidence: null, file: 'kind.txt' });
  expect(reply.headers.get('location')).toBe(`/api/v1/documents/${view!.id}`);
  expect(await bed.platform.answer(view!.id)).toMatchObject({ status: 'classified', label: 'letter' });
});

test('one document alone also shows every state that it was in, with time and reason', async () => {
  const read = await uploadOne('kind.txt', `${newDocument('letter')} Told step by step.`);
  const { history, updated_at } = await bed.platform.json<DocumentDetail>(`/api/v1/documents/${read.id}`);
  const states = history.map(({ state }) => state);
  expect(states).toEqual(['queued', 'reading', 'cleaning', 'predicting', read.status]);
  expect(history.at(-1)!.at).toBe(updated_at);
  const broken = await uploadOne('nothing.pdf', '');
  const ended = await bed.platform.json<DocumentDetail>(`/api/v1/documents/${broken.id}`);
  expect(ended.history.at(-1)).toMatchObject({ state: 'failed', error: broken.error });
});

test('many files in one call: one that cannot be read fails with its code, the others get their class', async () => {
  const reply = await bed.platform.upload(
    {
      'a.txt': newDocument('recipe'),
      'archive.png': ZIP,
      'nothing.pdf': '',
      'b.txt': newDocument('invoice'),
    },
    '?wait=60',
  );
  expect(reply.status).toBe(200);
  const views = await documentsOf(reply);
  expect(views.map(({ file, status, label, error }) => [file, status, label, error?.code])).toEqual([
    ['a.txt', 'classified', 'recipe', undefined],
    ['archive.png', 'failed', null, 'document/unsupported-type'],
    ['nothing.pdf', 'failed', null, 'document/empty'],
    ['b.txt', 'classified', 'invoice', undefined],
  ]);
  expect(views[1]!.error!.message).toContain('zip');
});

test('the list has the newest first, page by page, and every document once', async () => {
  for (const name of ['first.txt', 'second.txt', 'third.txt']) await uploadOne(name, newDocument('letter'));
  const whole = (await list('?limit=500')).documents.map(({ id }) => id);
  expect((await list()).documents.slice(0, 3).map(({ file }) => file)).toEqual([
    'third.txt',
    'second.txt',
    'first.txt',
  ]);
  const paged: string[] = [];
  let query = '?limit=2';
  for (;;) {
    const { documents, next } = await list(query);
    expect(documents.length).toBeLessThanOrEqual(2);
    paged.push(...documents.map(({ id }) => id));
    if (next === null) break;
    query = `?limit=2&cursor=${next}`;
  }
  expect(paged).toEqual(whole);
});

test('a page goes on after a document that was deleted meanwhile', async () => {
  for (const name of ['x1.txt', 'x2.txt', 'x3.txt']) await uploadOne(name, newDocument('letter'));
  const whole = (await list('?limit=500')).documents.map(({ id }) => id);
  const { documents, next } = await list('?limit=2');
  expect(next).toBe(documents[1]!.id);
  expect((await bed.platform.remove(next!)).status).toBe(204);
  const rest = await list(`?limit=500&cursor=${next}`);
  expect(rest.documents.map(({ id }) => id)).toEqual(whole.slice(2));
});

test('the list can be narrowed to a state and to a class, page by page as well', async () => {
  await bed.platform.upload(
    { 'x.zip': ZIP, 'one.txt': newDocument('recipe'), 'two.txt': newDocument('recipe') },
    '?wait=60',
  );
  const failed = (await list('?status=failed')).documents;
  expect(failed.length).toBeGreaterThan(0);
  expect(new Set(failed.map(({ status }) => status))).toEqual(new Set(['failed']));
  const first = await list('?label=recipe&limit=1');
  expect(first.documents.map(({ file }) => file)).toEqual(['two.txt']);
  const second = await list(`?label=recipe&limit=1&cursor=${first.next}`);
  expect(second.documents.map(({ file }) => file)).toEqual(['one.txt']);
  expect((await list('?label=recipe&status=failed')).documents).toEqual([]);
});

test('the list can be narrowed by model, confidence, time and words of the text or name', async () => {
  const cake = await uploadOne('birthday.txt', `${newDocument('recipe')} Quittengelee`);
  const scone = await uploadOne('sunday.txt', newDocument('recipe'));
  const ids = async (query: string) => (await list(`?${query}`)).documents.map(({ id }) => id);
  expect(await ids('search=quittengelee')).toEqual([cake.id]);
  expect(await ids('search=sunday.txt')).toEqual([scone.id]);
  expect(await ids(`search=${encodeURIComponent('Quittengelee -birthday.txt')}`)).toEqual([]);
  const { version } = cake.model!;
  expect((await ids(`model=${version}&limit=2`)).sort()).toEqual([cake.id, scone.id].sort());
  expect(await ids('model=000000000000')).toEqual([]);
  expect(await ids(`search=quittengelee&max_confidence=${cake.confidence! / 2}`)).toEqual([]);
  expect(await ids(`search=quittengelee&min_confidence=${cake.confidence! / 2}`)).toEqual([cake.id]);
  expect(await ids(`from=${scone.created_at}`)).toEqual([scone.id]);
  expect(await ids('to=2001-01-01')).toEqual([]);
  for (const wrong of ['from=yesterday', 'min_confidence=2', 'search=%00', 'cursor=X', 'serch=x']) {
    const reply = await bed.platform.get(`/api/v1/documents?${wrong}`);
    expect([wrong, reply.status]).toEqual([wrong, 400]);
  }
});

test('text and file come back as they were', async () => {
  const content = newDocument('letter');
  const { id } = await uploadOne('back.txt', content);
  const file = await bed.platform.get(`/api/v1/documents/${id}/file`);
  expect(await file.text()).toBe(content);
  expect(file.headers.get('content-disposition')).toBe('inline; filename=back.txt');
  const text = await bed.platform.get(`/api/v1/documents/${id}/text`);
  expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect((await text.text()).trim()).toBe(content.trim());
});

test('a page is shown as a small picture of the same shape; pages that are not there are told', async () => {
  const scan = await sharp({ create: { width: 2000, height: 3000, channels: 3, background: '#eee' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const { id, page_geometry } = await uploadOne('scan.jpg', new Uint8Array(scan));
  expect(page_geometry).toMatchObject([{ page: 1, width: 3000, height: 2000, unit: 'pixel' }]);
  const shown = await bed.platform.get(`/api/v1/documents/${id}/pages/1`);
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
  expect(await sharp(await shown.arrayBuffer()).metadata()).toMatchObject({ width: 1600, height: 1067 });
  const text = await uploadOne('words.txt', newDocument('letter'));
  for (const path of [`${id}/pages/2`, `${id}/pages/0`, `${id}/pages/one`, `${text.id}/pages/1`]) {
    const problem = await problemOf(await bed.platform.get(`/api/v1/documents/${path}`));
    expect([path, problem.status, problem.code]).toEqual([path, 404, 'request/not-found']);
  }
});

test('an upload never acts as a page of this site', async () => {
  const page = '<html><script>alert(1)</script></html>';
  const { id } = await uploadOne('evil.html', page);
  const { headers } = await bed.platform.get(`/api/v1/documents/${id}/file`);
  expect(headers.get('content-security-policy')).toContain('sandbox');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-type')).not.toContain('html');
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\scans\\März 😀.txt', 'März 😀.txt'],
])('a file named %j is shown as %j and written nowhere by that name', async (name, shown) => {
  expect((await uploadOne(name, newDocument('letter'))).file).toBe(shown);
  expect(filesIn('.').filter((file) => file.includes('passwd') || file.includes('März'))).toEqual([]);
});

test('a deleted document is gone: from the API, and from the disk unless another upload has the same bytes', async () => {
  const before = filesIn('.docket/objects').sort();
  const content = `${newDocument('recipe')} of my grandmother`;
  const [one, two] = [await uploadOne('one.txt', content), await uploadOne('two.txt', content)];
  expect(filesIn('.docket/objects').length).toBeGreaterThan(before.length);

  const remove = (id: string) => bed.platform.remove(id);
  expect((await remove(one.id)).status).toBe(204);
  for (const part of ['', '/file', '/text']) {
    const reply = await bed.platform.get(`/api/v1/documents/${one.id}${part}`);
    expect(reply.status).toBe(404);
    expect(await problemOf(reply)).toMatchObject({ code: 'request/not-found' });
  }
  expect((await remove(one.id)).status).toBe(404);
  expect((await list('?limit=500')).documents.map(({ id }) => id)).not.toContain(one.id);
  expect(await (await bed.platform.get(`/api/v1/documents/${two.id}/file`)).text()).toBe(content);

  expect((await remove(two.id)).status).toBe(204);
  expect(filesIn('.docket/objects').sort()).toEqual(before);
});

test('a document that is deleted while it is read stays gone', async () => {
  const scan = readdirSync(SCAN)
    .filter((name) => /\.(png|jpg)$/.test(name))
    .sort()[0]!;
  const before = filesIn('.docket/objects').sort();
  const bytes = new Uint8Array(await readFile(`${SCAN}/${scan}`));
  const [view] = await documentsOf(await bed.platform.upload({ 'scan.png': bytes }));
  expect(view!.status).not.toBe('classified');
  const removed = await bed.platform.remove(view!.id);
  expect(removed.status).toBe(204);
  expect((await bed.platform.get(`/api/v1/documents/${view!.id}`)).status).toBe(404);
  expect(filesIn('.docket/objects').sort()).toEqual(before);
});

test('deleting one of two equal documents while more of them arrive never takes the bytes of the others', async () => {
  const content = `${newDocument('invoice')} again and again`;
  const { id } = await uploadOne('first.txt', content);
  const arriving = Promise.all(
    Array.from({ length: 8 }, (_, number) => bed.platform.upload({ [`${number}.txt`]: content }, '?wait=60')),
  );
  await bed.platform.remove(id);
  const views = (await Promise.all((await arriving).map(documentsOf))).flat();
  expect(views.map(({ status }) => status)).toEqual(Array(8).fill('classified'));
  for (const view of views)
    expect((await bed.platform.get(`/api/v1/documents/${view.id}/file`)).status).toBe(200);
});

test('equal bytes are answered once: the next upload of them has the answer, text and all, without being read', async () => {
  const text = `${newDocument('letter')}\nThis one comes twice.`;
  const first = await uploadOne('once.txt', text);
  const again = await uploadOne('again.txt', text);
  const { id, file, created_at, updated_at, ...same } = first;
  expect(again).toMatchObject({ ...same, file: 'again.txt', duplicate_of: id });
  await bed.platform.remove(id);
  expect(await (await bed.platform.get(`/api/v1/documents/${again.id}/text`)).text()).toContain(
    'comes twice',
  );
  expect((await list('?search=comes+twice')).documents.map((view) => view.id)).toEqual([again.id]);
  expect((await uploadOne('third.txt', text)).duplicate_of).toBe(again.id);
});

test('an upload sent again under its Idempotency-Key adds nothing; other files under it are refused', async () => {
  const headers = { 'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' };
  const send = async (content: string) => bed.platform.upload({ 'bill.txt': content }, '?wait=60', headers);
  const [first] = await documentsOf(await send(newDocument('invoice')));
  const [again] = await documentsOf(await send(newDocument('invoice')));
  expect(again).toEqual(first);
  const other = await send(newDocument('letter'));
  expect([other.status, (await problemOf(other)).code]).toEqual([422, 'request/key-reused']);
  const wrong = await bed.platform.upload({ 'a.txt': 'a' }, '', { 'idempotency-key': 'two words' });
  expect([wrong.status, (await problemOf(wrong)).code]).toEqual([400, 'request/invalid']);
});
