/** Documents named by URLs: fetched once, within limits and the guard, tried again, cancelled, taken up after a kill. */
import { readdir } from 'node:fs/promises';
import { pino } from 'pino';
import { SqlBatchRecords } from '#adapters/database/sql-batch-records.js';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { LocalDirectoryObjectStore } from '#adapters/object-store/local-directory.object-store.js';
import { openOutgoing } from '#composition/open-outgoing.js';
import type { Workspace } from '#composition/open-workspace.js';
import { urlMember } from '#core/outgoing/url-member.js';
import { LocalBatches } from '#nest-kit/batches/local-batches.js';
import { documentView } from '#nest-kit/documents/document-view.js';
import { LocalDocuments } from '#nest-kit/documents/local-documents.js';
import { type FileHost, fileHost } from '../../support/file-host.js';
import { until } from '../../support/running-platform.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { describeOnDatabases } from '../../support/test-databases.js';

const MAX = 1_000;

describeOnDatabases(
  'documents named by URLs',
  (place) => {
    let host: FileHost;
    let folder: string;
    const opened: LocalDocuments[] = [];
    beforeAll(async () => {
      host = await fileHost((path, response, before) => {
        if (path.startsWith('/scan')) response.end(`content of ${path}`);
        else if (path === '/moved/a.txt') response.writeHead(302, { location: '../scan-moved.txt' }).end();
        else if (path === '/inside')
          response.writeHead(307, { location: host.url('/scan', '127.0.0.1') }).end();
        else if (path === '/round') response.writeHead(301, { location: '/round' }).end();
        else if (path === '/busy') response.writeHead(before === 0 ? 503 : 200).end('not busy any more');
        else if (path === '/down') response.writeHead(500).end();
        else if (path === '/private') response.writeHead(401).end();
        else if (path === '/declared') response.writeHead(200, { 'content-length': MAX + 1 }).write('x');
        else if (path === '/endless') {
          const more = () =>
            !response.destroyed && response.write('x'.repeat(700), () => setTimeout(more, 5));
          more();
        } else if (path === '/cut' && before === 0) {
          response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy());
        } else if (path === '/cut') response.end('whole');
        else if (path !== '/hangs') response.writeHead(404).end('nothing');
      });
    });
    afterAll(async () => {
      await host.close();
      removeScratchWorkspaces();
    });
    beforeEach(async () => {
      folder = (await scratchWorkspace()).directory;
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((documents) => documents.close()));
      await place.empty();
    });

    const outgoing = openOutgoing({ settings: { outgoingAllow: ['localhost'] } } as unknown as Workspace);

    /** @param fetches whether it does, or leaves it to the next process */
    function open({ fetches = true, max_kept_bytes = 0 } = {}) {
      const records = new SqlDocumentRecords(place.database);
      const objects = new LocalDirectoryObjectStore(`${folder}/objects`);
      const documents: LocalDocuments = new LocalDocuments({
        ...{
          records,
          objects,
          alone: true,
          maxWaiting: 100,
          atOnce: () => 2,
          log: pino({ level: 'silent' }),
        },
        pace: { look: 20, settle: 1, retries: [10, 10] },
        quota: { documents_per_day: 0, max_kept_bytes },
        classify: async ({ name, sha256 }) => ({
          answer: {
            ...{ file: name, status: 'classified', label: 'letter', confidence: 0.9, runner_up: null },
            ...{ labels: [], model: null, pages: 1, language: 'und', explanation: [] },
          },
          ...{ extracted: null, text: Buffer.from(await objects.get(sha256)).toString(), basis: null },
        }),
        ...(fetches && {
          fetching: {
            ...{ outgoing, spoolFolder: `${folder}/spool`, maxFileBytes: MAX, timeout: 60, atOnce: 8 },
            agent: 'Docket',
          },
        }),
      });
      documents.start();
      opened.push(documents);
      const accept = (urls: readonly string[], key?: string) =>
        documents.accept(
          urls.map((url) => urlMember(url, outgoing.check)),
          { priority: 0, most: 100, owner: 'acc_ann', batch: { name: null }, ...(key && { key }) },
        );
      const answers = async (ids: readonly string[]) => {
        await documents.settled(ids, 60_000, new AbortController().signal);
        return Promise.all(ids.map(async (id) => documentView(await documents.find(id))));
      };
      const batches = new LocalBatches(new SqlBatchRecords(place.database), documents);
      return { documents, records, accept, answers, batches };
    }
    const idsOf = (records: readonly { id: string }[]) => records.map(({ id }) => id);
    const stored = async (where = 'objects') =>
      (await readdir(`${folder}/${where}`, { recursive: true, withFileTypes: true }).catch(() => []))
        .filter((entry) => entry.isFile())
        .map(({ name }) => name);

    test('each is fetched, read and answered; what cannot be fetched fails alone, with the reason', async () => {
      const { accept, answers, documents } = open();
      const urls: [string, string | RegExp][] = [
        [host.url('/scan-1.txt?signature=abc'), 'letter'],
        [host.url('/moved/a.txt'), 'letter'],
        [host.url('/busy'), 'letter'],
        [host.url('/cut'), 'letter'],
        [host.url('/nothing'), 'outgoing/no-document'],
        [host.url('/private'), 'outgoing/no-document'],
        [host.url('/round'), 'outgoing/no-document'],
        [host.url('/down'), 'outgoing/unreachable'],
        [host.url('/declared'), 'outgoing/too-large'],
        [host.url('/endless'), 'outgoing/too-large'],
        [host.url('/inside'), 'outgoing/refused'],
        ['http://127.0.0.1/', 'outgoing/refused'],
        ['file:///etc/passwd', 'outgoing/refused'],
        ['no address', 'outgoing/refused'],
      ];
      const views = await answers(idsOf(await accept(urls.map(([url]) => url))));
      expect(views.map(({ label, error }) => label ?? error!.code)).toEqual(urls.map(([, told]) => told));
      expect(views.slice(0, 2).map(({ file, url }) => [file, url])).toEqual([
        ['scan-1.txt', urls[0]![0]],
        ['a.txt', urls[1]![0]],
      ]);
      expect(views[10]!.error!.message).toContain('127.0.0.1 is no public address');
      const { history } = await documents.find(views[0]!.id);
      expect(history.map(({ state }) => state)).toEqual(['queued', 'fetching', 'queued', 'classified']);
      const file = await documents.file(await documents.find(views[1]!.id));
      expect(Buffer.from(file).toString()).toBe('content of /scan-moved.txt');
      expect([await stored(), await stored('spool')]).toMatchObject([{ length: 4 }, []]);
      expect([host.asked('/busy'), host.asked('/down'), host.asked('/nothing')]).toEqual([2, 3, 1]);
    });

    test('what its account may not keep fails alone, and leaves nothing', async () => {
      const { accept, answers } = open({ max_kept_bytes: 50 });
      const urls = [1, 2, 3, 4].map((number) => host.url(`/scan-quota-${number}.txt`));
      const views = await answers(idsOf(await accept(urls)));
      const told = views.map(({ label, error }) => label ?? error!.code).sort();
      expect(told).toEqual(['letter', 'quota/kept-bytes', 'quota/kept-bytes', 'quota/kept-bytes']);
      expect(await stored()).toHaveLength(1);
      expect(views.find(({ error }) => error)!.error!.message).toContain('delete documents');
    });

    test('found by the words that were read; sent again under its key, nothing is fetched twice', async () => {
      const { accept, answers, documents } = open();
      const list = [host.url('/scan-key-1'), host.url('/scan-key-2')];
      const first = idsOf(await accept(list, 'k'));
      await answers(first);
      expect(idsOf(await accept(list, 'k'))).toEqual(first);
      await expect(accept([list[0]!], 'k')).rejects.toMatchObject({ code: 'request/key-reused' });
      expect([host.asked('/scan-key-1'), host.asked('/scan-key-2')]).toEqual([1, 1]);
      const { records } = await documents.page({ limit: 9, search: 'content' });
      expect(idsOf(records).sort()).toEqual([...first].sort());
    });

    test('a host that hangs holds up no other; cancelled or removed, the fetching ends', async () => {
      const { accept, answers, documents, batches } = open();
      const hanging = await accept(Array(9).fill(host.url('/hangs')));
      await until('it is being fetched', () => host.asked('/hangs') === 4);
      const outside = await accept([host.url('/scan-x', '127.0.0.1'), 'http://localhost:1/']);
      const told = await answers(idsOf(outside));
      expect(told.map(({ error }) => error!.code)).toEqual(['outgoing/refused', 'outgoing/unreachable']);
      await documents.remove(hanging[0]!.id);
      await until('another one is fetched', () => host.asked('/hangs') === 5);
      await batches.cancel(hanging[0]!.batch!);
      const left = await answers(idsOf(hanging.slice(1)));
      expect(left.map(({ error }) => error!.code)).toEqual(Array(8).fill('document/cancelled'));
    });

    test('what a killed process was fetching is fetched by the next one, each once', async () => {
      const before = open({ fetches: false });
      const urls = Array.from({ length: 6 }, (_, number) => host.url(`/scan-kill-${number}`));
      const ids = idsOf(await before.accept(urls));
      // It has claimed some, kept the bytes of one on record, and is gone.
      const lease = { worker: 'killed', seconds: 60 };
      const taken = await before.records.claimToFetch(lease, 3, { without: [] });
      expect(taken).toHaveLength(3);
      expect(await before.records.claim(lease, 9)).toEqual([]);
      await before.documents.close();
      const sha256 = await before.documents.keep(Buffer.from('content'));
      const { record } = taken[0]!;
      expect(await before.records.fetched(record.id, 'killed', { sha256, bytes: 7 }, record.history)).toBe(
        true,
      );
      expect(await before.records.fetched(record.id, 'killed', { sha256, bytes: 7 }, record.history)).toBe(
        false,
      );
      const views = await open().answers(ids);
      expect(views.map(({ status }) => status)).toEqual(Array(6).fill('classified'));
      const asked = urls.map((_, number) => host.asked(`/scan-kill-${number}`));
      expect(asked).toEqual(ids.map((id) => (id === record.id ? 0 : 1)));
    });
  },
  { long: true },
);
