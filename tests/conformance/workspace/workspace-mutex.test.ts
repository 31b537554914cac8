/** One holder at a time, whatever the others do. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { processSpace, startedAt } from '../../../libs/adapters/process-identity.js';
import { ClaimFileMutex } from '../../../libs/adapters/workspace/claim-file-mutex.js';
import type { LockHolder } from '../../../libs/contracts/pipeline-event.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
const claims = async () => (await scratchWorkspace()).path('claims');

test('many at once: never two inside', async () => {
  const directory = await claims();
  let inside = 0;
  let most = 0;
  const enter = async () => {
    const release = await new ClaimFileMutex(directory).acquire({ command: 'test', wait: true });
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
    await release();
  };
  await Promise.all([enter(), enter(), enter(), enter()]);
  expect(most).toBe(1);
  expect(readdirSync(directory)).toEqual([]);
}, 60_000);

test('who waits is told for whom; who will not wait gets an error', async () => {
  const mutex = new ClaimFileMutex(await claims());
  const release = await mutex.acquire({ command: 'docket repro', wait: true });
  await expect(mutex.acquire({ command: 'other', wait: false })).rejects.toMatchObject({
    code: 'workspace/locked',
  });
  const told: LockHolder[] = [];
  const second = mutex.acquire({
    command: 'other',
    wait: true,
    onWaiting: (holder) => {
      told.push(holder);
      void release();
    },
  });
  await (await second)();
  expect(told).toMatchObject([{ pid: process.pid, command: 'docket repro' }]);
  expect(await mutex.holder()).toBeNull();
});

const claim = (directory: string, pid: number, started: string) => {
  mkdirSync(directory, { recursive: true });
  const text = JSON.stringify({
    pid,
    started,
    space: processSpace(),
    since: '2030-01-01T00:00:00Z',
    command: 'dead',
  });
  writeFileSync(`${directory}/${pid}-0.json`, text);
};

test.each([
  ['is gone', 2 ** 22 + 1, '1'],
  ['has its number reused by another', process.ppid, 'not when that one started'],
])('a holder whose process %s does not count', async (_, pid, started) => {
  const directory = await claims();
  claim(directory, pid, started);
  await (await new ClaimFileMutex(directory).acquire({ command: 'x', wait: false }))();
});

test('a holder that lives counts, whatever its date says', async () => {
  const directory = await claims();
  claim(directory, process.ppid, startedAt(process.ppid));
  await expect(new ClaimFileMutex(directory).acquire({ command: 'x', wait: false })).rejects.toMatchObject({
    code: 'workspace/locked',
  });
});
