/** What was deleted cannot be found in the files of the embedded database. */
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '#adapters/database/database.js';
import { PgliteDialect } from '#adapters/database/pglite-dialect.js';
import { openPgliteEngine } from '#adapters/database/pglite-engine.js';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { wipeDeleted } from '#adapters/database/wipe-deleted.js';
import { DeletedTraces } from '#composition/deleted-traces.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { testLong } from '../../support/long-tests.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterAll(removeScratchWorkspaces);

const at = '2026-01-02T03:04:05.678Z';
const document = (id: string, name: string): DocumentRecord => ({
  format: 'docket/document-record@1',
  ...{ id, name, bytes: 4, sha256: 'a'.repeat(64), extracted: null, answer: null },
  history: [{ state: 'queued', at }],
});
/** As `openDatabase` puts it together, without the thread, which only runs from dist/. */
const open = ({ directory }: ScratchWorkspace) => {
  const traces: DeletedTraces = new DeletedTraces(join(directory, 'deleted'), async () => {
    wiped += 1;
    await wipeDeleted(database, 64_000_000);
  });
  const database = new Database({
    where: directory,
    embedded: true,
    connect: async () => new PgliteDialect(traces.watch(await openPgliteEngine(directory))),
  });
  const close = async () => {
    await traces.end();
    await database.close();
  };
  return { documents: new SqlDocumentRecords(database), close };
};
let wiped = 0;
beforeEach(() => {
  wiped = 0;
});

/** Files of the database that have any of the words. */
async function filesWith(workspace: ScratchWorkspace, words: RegExp): Promise<string[]> {
  const entries = await readdir(workspace.directory, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if (words.test(await readFile(path, 'latin1'))) found.push(path);
  }
  return found;
}

async function keepOne(workspace: ScratchWorkspace) {
  const database = open(workspace);
  const { documents } = database;
  await documents.adopt([document('doc_1', 'zebrafink.pdf'), document('doc_2', 'kept.pdf')]);
  const [job] = await documents.claim({ worker: 'w', seconds: 60 }, 1);
  expect(job?.record.id).toBe('doc_1');
  const answer = { file: 'zebrafink.pdf', status: 'classified' as const, label: 'letter', confidence: 0.9 };
  await documents.finish('doc_1', 'w', {
    history: [{ state: 'classified', at }],
    answer: {
      ...{ ...answer, runner_up: null, labels: [], model: null, pages: 1, language: 'und' },
      explanation: [],
    },
    ...{ extracted: null, text: 'about the okapi and others', basis: null },
  } as unknown as Parameters<typeof documents.finish>[2]);
  return database;
}
const WORDS = /zebrafink|okapi/i;

testLong('after a stop, and what was kept is there', async () => {
  const workspace = await scratchWorkspace();
  const first = await keepOne(workspace);
  expect(await filesWith(workspace, WORDS)).not.toEqual([]);
  await first.documents.remove('doc_1');
  await first.close();
  expect(await filesWith(workspace, WORDS)).toEqual([]);
  expect(existsSync(workspace.path('deleted'))).toBe(false);
  const second = open(workspace);
  expect((await second.documents.find('doc_2'))?.name).toBe('kept.pdf');
  await second.close();
});

testLong(
  'what a killed process left is wiped by the next, and a stop without deletions wipes nothing',
  async () => {
    const workspace = await scratchWorkspace();
    const first = await keepOne(workspace);
    expect(await first.documents.removeOlder(99_999, 10)).toBe(0);
    await first.close();
    expect(wiped).toBe(0);
    const killed = open(workspace);
    await killed.documents.remove('doc_1');
    await writeFile(workspace.path('kept'), await readFile(workspace.path('deleted')));
    await killed.close();
    await rename(workspace.path('kept'), workspace.path('deleted'));
    const next = open(workspace);
    expect(await next.documents.find('doc_1')).toBeUndefined();
    await next.close();
    expect(wiped).toBe(2);
    expect(existsSync(workspace.path('deleted'))).toBe(false);
  },
);
