/** Feedback over HTTP: by whom, what comes of it, and that the next training learns from it. */
import { existsSync } from 'node:fs';
import type { AuditPage } from '#contracts/account.schema.js';
import type { DocumentPage, DocumentView } from '#contracts/document-record.schema.js';
import type { FeedbackPage } from '#contracts/feedback.schema.js';
import { accountToken } from '../../support/account-token.js';
import { docket } from '../../support/docket-process.js';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf, problemOf, until } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

describeLong('feedback over HTTP', () => {
  const bed = platformBed();
  const tokens: Record<string, string> = {};
  beforeAll(async () => {
    for (const [name, role] of [
      ['ann', 'user'],
      ['bob', 'user'],
      ['ron', 'reviewer'],
    ] as const) {
      const scopes = ['documents:read', 'documents:write', 'admin'] as const;
      tokens[name] = await accountToken(bed.platform, { name, role, scopes });
    }
  });
  const as = (who: string, path: string, init: RequestInit = {}) =>
    bed.platform.request(path, {
      ...init,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[who]}` },
    });
  const say = (who: string, id: string, body: object) =>
    as(who, `/api/v1/documents/${id}/feedback`, { method: 'POST', body: JSON.stringify(body) });
  const upload = async (name: string, text: string): Promise<DocumentView> => {
    const authorization = `Bearer ${tokens.ann}`;
    return (
      await documentsOf(await bed.platform.upload({ [name]: text }, '?wait=60', { authorization }))
    )[0]!;
  };

  test('its owner and reviewers say what a document is, others do not find it; a new class is for reviewers', async () => {
    const { id } = await upload('a.txt', newDocument('letter'));
    expect((await problemOf(await say('bob', id, { label: 'invoice' }))).code).toBe('request/not-found');
    expect((await problemOf(await say('ann', id, { label: 'poem' }))).code).toBe('feedback/unknown-label');
    const refused = await say('ann', id, { label: 'poem', new_class: true });
    expect((await problemOf(refused)).code).toBe('auth/forbidden');
    for (const label of ['../up', '.hidden', '', 'a/b', 'con:'])
      expect((await problemOf(await say('ron', id, { label, new_class: true }))).status).toBe(400);
    const reply = await say('ann', id, { label: 'invoice' });
    expect([reply.status, await reply.json()]).toMatchObject([200, { label: 'invoice', by: 'ann' }]);
    expect((await say('ron', id, { label: 'poem', new_class: true })).status).toBe(200);
    const view = (await (await as('ann', `/api/v1/documents/${id}`)).json()) as DocumentView;
    expect(view).toMatchObject({ label: 'letter', feedback: { label: 'poem', by: 'ron' } });
    const page = async (query: string) =>
      (await (await as('ann', `/api/v1/documents/${id}/feedback?limit=1${query}`)).json()) as FeedbackPage;
    const first = await page('');
    const second = await page(`&cursor=${first.next}`);
    expect([...first.feedback, ...second.feedback].map(({ label }) => label)).toEqual(['invoice', 'poem']);
    expect(second.next).toBeNull();
    const path = bed.workspace.path(`data/raw/poem/${id}-a.txt`);
    await until('it lies among the labelled ones', () => existsSync(path));
    expect((await as('ann', `/api/v1/documents/${id}/feedback`, { method: 'DELETE' })).status).toBe(204);
    await until('it lies there no longer', () => !existsSync(path));
    const history = (await (await as('ron', '/api/v1/admin/feedback')).json()) as FeedbackPage;
    expect(history.feedback.map(({ label, by }) => [label, by])).toEqual([
      [null, 'ann'],
      ['poem', 'ron'],
      ['invoice', 'ann'],
    ]);
    await until('it is in the audit log', async () => {
      const { entries } = await bed.platform.json<AuditPage>('/api/v1/admin/audit');
      return entries.some(
        ({ actor, action, outcome }) =>
          actor === 'ron' && action === `POST /api/v1/documents/${id}/feedback` && outcome === 'done',
      );
    });
    for (const path of ['review-queue', 'feedback'])
      expect((await as('ann', `/api/v1/admin/${path}`)).status).toBe(403);
  });

  test('what is unsure waits in the queue until somebody says what it is; the next training learns it', async () => {
    const { id, status } = await upload('few.txt', 'Dear');
    expect(['review', 'rejected']).toContain(status);
    const queue = async () => {
      const reply = await as('ron', `/api/v1/admin/review-queue?status=${status}`);
      return ((await reply.json()) as DocumentPage).documents.map((document) => document.id);
    };
    expect(await queue()).toEqual([id]);
    expect((await say('ron', id, { label: 'letter' })).status).toBe(200);
    expect(await queue()).toEqual([]);
    await until('it is filed', () => existsSync(bed.workspace.path(`data/raw/letter/${id}-few.txt`)));
    const { code, stdout } = await docket(['repro', 'train', '--json'], bed.workspace.directory);
    expect(code).toBe(0);
    const { stages } = JSON.parse(stdout) as { stages: { name: string; items: { ran: number } }[] };
    expect(stages.find(({ name }) => name === 'etl')!.items.ran).toBe(1);
  });
});
