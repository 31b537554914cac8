/** What is asked of apps in processes of their own over RabbitMQ has the same answers as in one process, whichever way documents come. */
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import type { DocumentView } from '#contracts/document-record.schema.js';
import type { IntakeStatus } from '#contracts/intake.schema.js';
import { describeOnBroker, ownBroker, removeQueues } from '../../support/broker-bed.js';
import { docket } from '../../support/docket-process.js';
import { printPdf } from '../../support/drawn-pages.js';
import { type FileHost, fileHost } from '../../support/file-host.js';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf, type RunningPlatform, until } from '../../support/running-platform.js';
import type { ScratchWorkspace } from '../../support/scratch-workspace.js';
import { APPS, SLOW_SCAN, separateAppsBed } from '../../support/separate-apps-bed.js';
import { newDocument } from '../../support/trained-workspace.js';

/** What no two platforms agree in: who is who, and when. */
const OWN = new Set(['id', 'batch', 'created_at', 'updated_at', 'started_at', 'ended_at', 'at', 'said_at']);
OWN.add('request_id').add('location').add('seconds').add('taken_at').add('folder').add('looked_at');
const shown = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, each) => {
      if (typeof each !== 'string') return each;
      return OWN.has(key) ? 'its own' : each.replaceAll(/\b(doc|batch)_[0-9a-z]+/g, 'its own');
    }),
  );
const lines = (label: string): string[] =>
  newDocument(label)
    .match(/\S(?:.{0,70}\S)?(?=\s|$)/g)!
    .slice(0, 40);

interface Side {
  platform: RunningPlatform;
  workspace: ScratchWorkspace;
}

const prepare = async (workspace: ScratchWorkspace): Promise<Record<string, string>> => {
  const params = await workspace.text('params.yaml');
  const quick = 'orchestrator: { intake_look: 0.2, intake_settle: 0.3 }\n';
  await workspace.write({ 'params.yaml': params + quick });
  await mkdir(workspace.path('scans'));
  return { DOCKET_OUTGOING_ALLOW: 'localhost', DOCKET_INTAKE: 'scans', DOCKET_INTAKE_SORT: 'move' };
};

describeOnBroker('apps over RabbitMQ and one process', () => {
  describeLong('have the same answers', () => {
    let transport: string;
    let host: FileHost;
    const apart = separateAppsBed(() => (transport = ownBroker()), {}, prepare);
    const together = platformBed({ prepare });
    beforeAll(async () => {
      host = await fileHost((path, response) => {
        if (path.endsWith('.html')) response.end('<!doctype html><html><body>Please sign in</body></html>');
        else if (path.endsWith('.jpg')) response.end(readFileSync(SLOW_SCAN));
        else response.end(newDocument(path.slice(1).replace(/\..*/, '')));
      });
      for (const app of APPS) await until(`${app} is ready`, () => apart.ready(app));
    });
    afterAll(async () => {
      host.close();
      await removeQueues(transport);
    });

    const both = async <Answer>(ask: (side: Side) => Promise<Answer>): Promise<Answer> => {
      const one = await ask(together);
      const other = await ask({ platform: apart.platforms.gateway, workspace: apart.workspace });
      expect(shown(other)).toEqual(shown(one));
      return other;
    };
    const replyOf = async (reply: Response) => ({
      status: reply.status,
      body: (await reply.json()) as unknown,
    });
    const post = async ({ platform }: Side, path: string, body: unknown, method = 'POST') =>
      replyOf(
        await platform.request(path, {
          ...{ method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
        }),
      );
    const read = async ({ platform }: Side, path: string) => {
      const reply = await platform.get(path);
      const bytes = Buffer.from(await reply.arrayBuffer());
      return {
        status: reply.status,
        type: reply.headers.get('content-type'),
        bytes: bytes.toString('latin1'),
      };
    };

    test('a list of URLs, some of which bring nothing', async () => {
      const urls = ['/letter.txt', '/page.html', '/scan.jpg', '/invoice.txt'].map((path) => host.url(path));
      urls.push('http://169.254.169.254/');
      const { body } = await both((side) => post(side, '/api/v1/batches?wait=100&split=auto', { urls }));
      const { documents } = body as { documents: DocumentView[] };
      expect(documents.map(({ label, error }) => error?.code ?? label)).toEqual([
        'letter',
        'document/unsupported-type',
        documents[2]!.label,
        'invoice',
        'outgoing/refused',
      ]);
      await both(async (side) => {
        const { documents } = await side.platform.json<{ documents: DocumentView[] }>('/api/v1/documents');
        return read(side, `/api/v1/documents/${documents.find(({ label }) => label === 'letter')!.id}/text`);
      });
    });

    test('a mixed file: its documents, with pages, text, words, pictures and files', async () => {
      const scan = readFileSync(SLOW_SCAN);
      const pages = ['invoice', 'recipe', 'recipe'].map(lines);
      const file = new Uint8Array(await printPdf(pages, { scans: [scan] }));
      const view = async ({ platform }: Side) =>
        (await documentsOf(await platform.upload({ 'mixed.pdf': file }, '?wait=100&split=auto')))[0]!;
      const ids = new Map<Side['platform'], DocumentView>();
      const { parts } = await both(async (side) => {
        const whole = await view(side);
        ids.set(side.platform, whole);
        return whole;
      });
      expect(parts![0]).toMatchObject({ label: 'invoice', pages: [1, 1] });
      for (const [index] of parts!.entries()) {
        const path = (side: Side) => `/api/v1/documents/${ids.get(side.platform)!.parts![index]!.id}`;
        await both((side) => side.platform.json(path(side)));
        for (const what of ['/text', '/pages/1/words', '/pages/1'])
          expect((await both((side) => read(side, path(side) + what))).status).toBe(200);
        const { type } = await both(async (side) => ({
          ...(await read(side, `${path(side)}/file`)),
          bytes: '',
        }));
        expect(type).toBe('application/pdf');
      }
    });

    test('the Open Inference Protocol, its errors too', async () => {
      for (const path of ['/v2', '/v2/health/ready', '/v2/models/classifier', '/v2/models/classifier/ready'])
        await both((side) => side.platform.json(path));
      const texts = [newDocument('letter'), '', `${newDocument('recipe')}\n`.repeat(300)];
      const text = { name: 'document', shape: [3], datatype: 'BYTES', data: texts };
      const scan = {
        ...{ name: 'page', shape: [1], datatype: 'BYTES', parameters: { content_type: 'base64' } },
        data: [readFileSync(SLOW_SCAN).toString('base64')],
      };
      const model = '/v2/models/classifier';
      for (const [path, inputs, status] of [
        [`${model}/infer`, [text], 200],
        [`${model}/versions/1/infer`, [scan], 200],
        [`${model}/versions/9/infer`, [text], 404],
        [`${model}/infer`, [{ ...text, datatype: 'FP32' }], 400],
        [`${model}/infer`, [{ ...text, shape: [1], data: [''] }], 422],
        ['/v2/models/other/infer', [text], 404],
      ] as const)
        expect((await both((side) => post(side, path, { id: '7', inputs }))).status).toBe(status);
    });

    test('feedback: said, refused, filed, listed and taken back', async () => {
      const ids = new Map<Side['platform'], string>();
      await both(async ({ platform }) => {
        const [view] = await documentsOf(
          await platform.upload({ 'said.txt': newDocument('letter') }, '?wait=60'),
        );
        ids.set(platform, view!.id);
        return { ...view, duplicate_of: null };
      });
      const path = (side: Side) => `/api/v1/documents/${ids.get(side.platform)!}`;
      for (const [body, status] of [
        [{ label: 'poem' }, 422],
        [{ label: '../up', new_class: true }, 400],
        [{ label: 'invoice', note: 'it was' }, 200],
        [{ label: 'poem', new_class: true }, 200],
      ] as const)
        expect((await both((side) => post(side, `${path(side)}/feedback`, body))).status).toBe(status);
      await both((side) => side.platform.json(path(side)));
      await both((side) => side.platform.json(`${path(side)}/feedback`));
      await both(({ platform }) => platform.json('/api/v1/admin/review-queue'));
      const filed = async (side: Side) => {
        const poems = await readdir(side.workspace.path('data/raw/poem')).catch(() => []);
        return poems.map((name) => name.replace(ids.get(side.platform)!, 'its own'));
      };
      await both((side) =>
        until('it is filed', async () => {
          const found = await filed(side);
          return found.length > 0 && found;
        }),
      );
      await both(
        async (side) => (await side.platform.request(`${path(side)}/feedback`, { method: 'DELETE' })).status,
      );
      await both((side) => until('it is there no longer', async () => (await filed(side)).length === 0));
      expect(
        (await both((side) => side.platform.json<object>('/api/v1/admin/feedback'))) as object,
      ).toBeTruthy();
    });

    test('the intake folder: files lie with their class, and the command tells how it is', async () => {
      const sorted = async (side: Side) => {
        for (const label of ['letter', 'invoice', 'recipe'])
          await writeFile(side.workspace.path(`scans/${label}.txt`), newDocument(label));
        const done = await until('all are sorted', async () => {
          const paths = await readdir(side.workspace.path('scans'), { recursive: true });
          const files = paths.filter((path) => path.includes('/') && /\.\w+$/.test(path)).sort();
          return files.length === 3 && files;
        });
        const { code, stdout } = await until('nothing waits', async () => {
          const told = await docket(['intake', 'status', '--json'], side.workspace.directory);
          return (JSON.parse(told.stdout) as IntakeStatus).files === 0 && told;
        });
        return { done, code, status: JSON.parse(stdout) as IntakeStatus };
      };
      const { done, code } = await both(sorted);
      expect([code, done.slice(0, 2)]).toEqual([
        0,
        ['classified/invoice/invoice.txt', 'classified/letter/letter.txt'],
      ]);
    });
  });
});
