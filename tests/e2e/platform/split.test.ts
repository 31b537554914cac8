/** A PDF with several documents in it: each gets its class and its pages, is a document of its own, and goes with the file. */
import type { DocumentPage, DocumentView } from '#contracts/document-record.schema.js';
import { printPdf } from '../../support/drawn-pages.js';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf, problemOf } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

/** Lines that fit on a page. */
const linesOf = (label: string): string[] =>
  newDocument(label)
    .match(/\S(?:.{0,70}\S)?(?=\s|$)/g)!
    .slice(0, 40);
const mixed = async (...labels: string[]) =>
  new Uint8Array(await printPdf(labels.map((label) => linesOf(label))));

describeLong('mixed files', () => {
  const bed = platformBed();
  const upload = async (file: string, content: Uint8Array<ArrayBuffer>, split: string) =>
    (await documentsOf(await bed.platform.upload({ [file]: content }, `?wait=60&split=${split}`)))[0]!;
  const show = (id: string) => bed.platform.json<DocumentView>(`/api/v1/documents/${id}`);
  const classes = ({ parts }: DocumentView) => parts!.map(({ pages, label }) => [label, ...pages]);

  test('auto: each document has its class and its pages, a file of its own, and its text', async () => {
    const view = await upload('scans/all.pdf', await mixed('invoice', 'recipe', 'invoice'), 'auto');
    expect(view).toMatchObject({ status: 'split', label: null, confidence: null, pages: 3 });
    expect(classes(view)).toEqual([
      ['invoice', 1, 1],
      ['recipe', 2, 2],
      ['invoice', 3, 3],
    ]);
    const part = await show(view.parts![1]!.id);
    expect(part).toMatchObject({ label: 'recipe', pages: 1, part_of: { id: view.id, pages: [2, 2] } });
    expect(part.file).toMatch(/all p2\.pdf$/);
    const file = await bed.platform.request(`/api/v1/documents/${part.id}/file`);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const text = await (await bed.platform.request(`/api/v1/documents/${part.id}/text`)).text();
    expect(text).toContain(linesOf('recipe')[0]!.split(' ')[0]!);
  });

  test('page: as many documents as pages; none, and nothing said: one', async () => {
    const file = await mixed('invoice', 'invoice');
    expect(classes(await upload('two.pdf', file, 'page'))).toEqual([
      ['invoice', 1, 1],
      ['invoice', 2, 2],
    ]);
    const whole = await upload('two.pdf', file, 'none');
    expect(whole).toMatchObject({ label: 'invoice', pages: 2 });
    expect(whole.parts).toBeUndefined();
  });

  test('a file of one document, and one that is no PDF, are answered as they are', async () => {
    const text = new Uint8Array(Buffer.from(newDocument('recipe')));
    for (const [name, content] of [
      ['one.pdf', await mixed('recipe')],
      ['one.txt', text],
    ] as const) {
      const view = await upload(name, content, 'auto');
      expect(view).toMatchObject({ file: name, status: 'classified', label: 'recipe' });
      expect(view.parts).toBeUndefined();
    }
  });

  test('a PDF that cannot be read fails with its reason', async () => {
    const broken = (await mixed('letter', 'letter')).slice(0, 900);
    expect(await upload('broken.pdf', broken, 'auto')).toMatchObject({
      status: 'failed',
      error: { code: 'document/truncated' },
    });
  });

  test('another word than auto, page and none is refused', async () => {
    const reply = await bed.platform.upload({ 'a.txt': 'some words' }, '?split=chapters');
    expect(reply.status).toBe(400);
    expect((await problemOf(reply)).detail).toContain('split');
  });

  test('the export has the documents and not the file; deleting the file deletes them', async () => {
    const view = await upload('gone.pdf', await mixed('recipe', 'invoice'), 'page');
    const csv = await (await bed.platform.request('/api/v1/documents/export?format=csv')).text();
    expect(csv).toContain(`,${view.id},2,2`);
    const zip = await bed.platform.request('/api/v1/documents/export?format=zip');
    const names = Buffer.from(await zip.arrayBuffer()).toString('latin1');
    expect(names).toContain('recipe/gone p1.pdf');
    expect(names).not.toContain('/gone.pdf');
    const gone = await bed.platform.request(`/api/v1/documents/${view.id}`, { method: 'DELETE' });
    expect(gone.status).toBe(204);
    const { documents } = await bed.platform.json<DocumentPage>('/api/v1/documents?limit=500');
    expect(documents.filter(({ file }) => file.startsWith('gone'))).toEqual([]);
    expect((await bed.platform.request(`/api/v1/documents/${view.parts![0]!.id}`)).status).toBe(404);
  });
});
