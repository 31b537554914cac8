/** The intake folder: each file taken once when it is whole, also over kills and a share that was away, and sorted on demand. */
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pino } from 'pino';
import yazl from 'yazl';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { SqlIntakeRecords } from '#adapters/database/sql-intake-records.js';
import { LocalDirectoryObjectStore } from '#adapters/object-store/local-directory.object-store.js';
import { DomainError } from '#contracts/domain-error.js';
import type { IntakeSort } from '#contracts/intake.schema.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import { NO_QUOTA } from '#core/accounts/quota.js';
import { failedAnswer } from '#core/prediction/classify-document.js';
import { LocalDocuments } from '#nest-kit/documents/local-documents.js';
import { Intake } from '#nest-kit/intake/intake.js';
import type { Classify } from '#nest-kit/orchestrator/local-orchestrator.js';
import { until } from '../../support/running-platform.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { describeOnDatabases } from '../../support/test-databases.js';

const NO_MODEL = new DomainError('model/missing', 'There is no model.');

/** A file says what it is: 'letter', 'review letter', 'rejected' or 'broken'. */
const classify =
  (objects: LocalDirectoryObjectStore): Classify =>
  async ({ name, sha256 }) => {
    const text = Buffer.from(await objects.get(sha256)).toString();
    const [, review, label] = /^(review )?(letter|invoice)/.exec(text) ?? [];
    const error = new DomainError('document/damaged', 'It is damaged.');
    const answer: DocumentAnswer = {
      ...failedAnswer(name, error),
      ...(text.startsWith('broken') ? {} : { error: undefined, status: 'rejected' }),
      ...(label && { label, confidence: 0.9, status: review ? 'review' : 'classified' }),
    };
    return { answer, extracted: null, text, basis: null };
  };

describeOnDatabases(
  'the intake folder',
  (place) => {
    let root: string;
    let folder: string;
    const opened: (() => Promise<void>)[] = [];
    beforeEach(async () => {
      root = (await scratchWorkspace()).directory;
      folder = join(root, 'scans');
      await mkdir(folder);
    });
    const closeAll = async () => {
      for (const close of opened.splice(0).reverse()) await close();
    };
    afterEach(async () => {
      await closeAll();
      await place.empty();
    });
    afterAll(removeScratchWorkspaces);

    const put = async (path: string, content: string | Buffer) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    };
    const putZip = async (path: string, files: Readonly<Record<string, string>>) => {
      const zip = new yazl.ZipFile();
      for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
      zip.end();
      await pipeline(zip.outputStream, createWriteStream(join(folder, path)));
    };
    const there = async () =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .filter((entry) => !entry.parentPath.includes('unfinished'))
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .sort();

    function open({
      sort = 'keep' as IntakeSort,
      settle = 60,
      mostWaiting = 200,
      works = true,
      quota = NO_QUOTA,
    } = {}) {
      const records = new SqlDocumentRecords(place.database);
      const objects = new LocalDirectoryObjectStore(`${root}/objects`);
      const log = pino({ level: 'silent' });
      const documents = new LocalDocuments({
        ...{ records, objects, alone: true, maxWaiting: 10_000, atOnce: () => (works ? 4 : 0), log },
        ...{ pace: { look: 20, settle: 1 }, classify: classify(objects), quota },
      });
      documents.start();
      const state = { model: true };
      const intake = new Intake({
        ...{ folder, sort, settle, mostWaiting, look: 20, log, documents, spoolFolder: `${root}/spool` },
        limits: {
          ...{ max_file_bytes: 1_000, max_archive_bytes: 100_000, max_open: 1_000 },
          ...{ max_archive_entries: 20, max_unpacked_bytes: 100_000 },
        },
        owner: 'admin',
        accounts: { find: async () => ({ id: 'acc_admin', disabled: false }) as never },
        records: new SqlIntakeRecords(place.database),
        waiting: () => records.waiting(),
        model: async () => {
          if (!state.model) throw NO_MODEL;
        },
      });
      opened.push(
        () => documents.close(),
        () => intake.close(),
      );
      intake.start();
      const all = async () => (await documents.page({ limit: 500 })).records;
      const names = async () => (await all()).map(({ name }) => name).sort();
      const taken = (count: number) =>
        until(`${count} are answered`, async () => {
          const found = await all();
          return found.length >= count && found.every(({ answer }) => answer !== null) && found;
        });
      const idle = async () => {
        const { looked_at: before } = await intake.status();
        await until('it has looked twice more', async () => {
          const { looked_at, settling, waiting } = await intake.status();
          return looked_at !== before && settling + waiting === 0;
        });
      };
      return { intake, documents, records, state, all, names, taken, idle };
    }

    test('each file is taken once when nobody writes it any more, with its folders; links, hidden and unfinished ones are not', async () => {
      await put('a.txt', 'letter a');
      await put('2024/b.txt', 'invoice b');
      for (const name of ['.hidden', '~$a.docx', 'c.pdf.part', 'd.tmp', '.git/x.txt', 'Thumbs.db'])
        await put(name, 'x');
      await writeFile(join(root, 'secret.txt'), 'letter secret');
      await symlink(join(root, 'secret.txt'), join(folder, 'link.txt'));
      await symlink(root, join(folder, 'up'));
      const { intake, taken, names, idle, all } = open();
      await taken(2);
      expect(await names()).toEqual(['2024/b.txt', 'a.txt']);
      expect((await all()).every(({ owner }) => owner === 'acc_admin')).toBe(true);
      const { passed_over, state } = await intake.status();
      expect([state, passed_over.map(({ path }) => path).sort()]).toEqual(['watching', ['link.txt', 'up']]);
      await put('a.txt', 'letter a, a later one');
      await taken(3);
      await idle();
      await closeAll();
      // Another process, which knows nothing but the database.
      const next = open();
      await next.idle();
      expect(await next.names()).toEqual(['2024/b.txt', 'a.txt', 'a.txt']);
    });

    test('a file that grows waits until it is whole', async () => {
      const { taken, all } = open({ settle: 400 });
      let content = 'letter ';
      for (let part = 0; part < 12; part++) {
        content += `${part} `;
        await put('slow.txt', content);
        expect(await all()).toEqual([]);
      }
      const [record] = await taken(1);
      expect(record!.bytes).toBe(content.length);
    });

    test('taken, killed before anything else: the next process neither forgets nor doubles it', async () => {
      const names = Array.from({ length: 12 }, (_, number) => `${number}.txt`);
      for (const name of names) await put(name, `letter ${name}`);
      for (let kill = 0; kill < 4; kill++) {
        const { all } = open({ mostWaiting: 5 * (kill + 1), works: false });
        await until('some are taken', async () => (await all()).length >= Math.min(12, 5 * (kill + 1)));
        await closeAll();
      }
      const last = open({ sort: 'move' });
      await last.taken(12);
      await until('all lie with their class', async () =>
        (await there()).every((path) => path.startsWith('classified/')),
      );
      expect(await there()).toEqual(names.map((name) => `classified/letter/${name}`).sort());
      expect(await last.names()).toEqual([...names].sort());
    });

    test('moved into folders of their classes, with a reason beside what failed, over nothing that is there', async () => {
      await put('classified/letter/a.txt', 'an earlier one');
      await put('a.txt', 'letter a');
      await put('b/a.txt', 'letter b');
      await put('unsure.txt', 'review invoice');
      await put('strange.txt', 'nothing known');
      await put('bad.txt', 'broken');
      await put('big.txt', 'x'.repeat(1_001));
      await putZip('some.zip', { 'inner/z.txt': 'letter in the archive', 'y.txt': 'broken' });
      const { taken } = open({ sort: 'move' });
      await taken(8);
      const moved = [
        'classified/letter/a (2).txt',
        'classified/letter/a.txt',
        'classified/letter/b/a.txt',
        'classified/letter/some/inner/z.txt',
        'failed/bad.txt',
        'failed/bad.txt.reason.txt',
        'failed/big.txt',
        'failed/big.txt.reason.txt',
        'failed/some/y.txt',
        'failed/some/y.txt.reason.txt',
        'rejected/strange.txt',
        'review/invoice/unsure.txt',
      ];
      await until('all are moved', async () => (await there()).join() === moved.join());
      expect(await readFile(join(folder, 'failed/big.txt.reason.txt'), 'utf8')).toMatch(
        /^document\/too-many-bytes\n/,
      );
      expect(await readFile(join(folder, 'classified/letter/a.txt'), 'utf8')).toBe('an earlier one');
      // An equal file that comes later is a new one.
      await put('a.txt', 'letter a');
      await taken(9);
      await until('it is moved', async () => !(await there()).includes('a.txt'));
    });

    test('copied, the file stays, is not taken again, and its copy leads nowhere else', async () => {
      const outside = join(root, 'outside');
      await mkdir(outside);
      await put('a.txt', 'letter a');
      await mkdir(join(folder, 'classified'));
      await symlink(outside, join(folder, 'classified/letter'));
      const { intake, taken, idle, names } = open({ sort: 'copy' });
      await taken(1);
      await until('it is told', async () =>
        (await intake.status()).passed_over.some(
          ({ path, reason }) => path === 'a.txt' && reason.includes('leads out of'),
        ),
      );
      expect(await readdir(outside)).toEqual([]);
      await rm(join(folder, 'classified/letter'));
      await put('b.txt', 'letter b');
      await taken(2);
      await until('it is copied', async () => (await there()).includes('classified/letter/b.txt'));
      await idle();
      expect(await names()).toEqual(['a.txt', 'b.txt']);
      expect(await there()).toEqual(expect.arrayContaining(['a.txt', 'b.txt']));
    });

    test('a folder that vanishes is told, and taken up when it is back, nothing twice; empty meanwhile, too', async () => {
      await put('a.txt', 'letter a');
      const { intake, taken, idle, names } = open();
      await taken(1);
      const stateIs = (state: string) =>
        until(`it is ${state}`, async () => (await intake.status()).state === state && intake.status());
      await rename(folder, `${folder}-away`);
      expect((await stateIs('away')).problem).toMatchObject({ code: 'workspace/unreadable' });
      await mkdir(folder);
      await stateIs('watching');
      await idle();
      await rm(folder, { recursive: true });
      await rename(`${folder}-away`, folder);
      await put('b.txt', 'letter b');
      await taken(2);
      await idle();
      expect(await names()).toEqual(['a.txt', 'b.txt']);
    });

    test('thousands come a few at a time, and nothing is taken without a model or without an owner', async () => {
      for (let number = 0; number < 60; number++) await put(`${number}.txt`, `letter ${number}`);
      const { intake, all, state } = open({ mostWaiting: 10, works: false });
      await until('some are taken', async () => (await all()).length === 10);
      await until('it has looked', async () => (await intake.status()).waiting === 50);
      expect(await all()).toHaveLength(10);
      state.model = false;
      const held = await until('it is held', async () => {
        const status = await intake.status();
        return status.state === 'held' && status;
      });
      expect(held.problem).toEqual({ code: 'model/missing', message: 'There is no model.' });
      await closeAll();
      await open().taken(60);
    });

    test('beyond the quota of its owner it waits, and says so; what a day never takes is a failed document', async () => {
      await put('1.txt', 'letter 1');
      await put('2.txt', 'letter 2');
      const full = open({ quota: { documents_per_day: 1, max_kept_bytes: 0 } });
      const held = await until('it is held', async () => {
        const status = await full.intake.status();
        return status.state === 'held' && status;
      });
      expect(held.problem).toMatchObject({ code: 'quota/documents-per-day' });
      expect(await full.names()).toHaveLength(1);
      expect(await there()).toEqual(['1.txt', '2.txt']);
      await closeAll();

      await putZip('many.zip', {
        'a.txt': 'letter',
        'b.txt': 'letter',
        'c.txt': 'letter',
        'd.txt': 'letter',
      });
      const wider = open({ quota: { documents_per_day: 3, max_kept_bytes: 0 } });
      const found = await wider.taken(3);
      const refused = found.find(({ name }) => name === 'many.zip')!;
      expect(refused.answer!.error!.code).toBe('quota/upload-too-large');
      expect(found).toHaveLength(3);
    });

    test('a file that may not be read is told, and the others are taken', async () => {
      await put('closed.txt', 'letter');
      await chmod(join(folder, 'closed.txt'), 0);
      await put('old.txt', 'letter');
      await utimes(join(folder, 'old.txt'), 1, 1);
      const { taken, names } = open();
      await taken(process.getuid?.() === 0 ? 2 : 1);
      expect(await names()).toContain('old.txt');
    });
  },
  { long: true },
);
