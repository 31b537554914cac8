/** One holder at a time, whatever the others do. */
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { machineName, processSpace, startedAt } from '../../../libs/adapters/process-identity.js';
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
});

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

const claim = (directory: string, pid: number, started: string, others: object = {}): string => {
  mkdirSync(directory, { recursive: true });
  const path = `${directory}/${pid}-0.json`;
  const claimed = {
    pid,
    started,
    space: processSpace(),
    since: '2030-01-01T00:00:00Z',
    command: 'docket repro',
  };
  writeFileSync(path, `${JSON.stringify({ ...claimed, ...others })}\n0`);
  return path;
};

/** Of another boot, as a process of another machine or of before a restart has it. */
const ELSEWHERE = 'a0a0a0a0-0000-4000-8000-000000000000 pid:[4026531836]';
/** The same with milliseconds instead of seconds. */
const SOON = { interval: 20, silence: 400 };

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

test('a holder that cannot be seen counts while it gives signs of life', async () => {
  const directory = await claims();
  const path = claim(directory, 4711, '1', { space: ELSEWHERE });
  const signs = setInterval(() => appendFileSync(path, '.'), SOON.interval);
  let waited = 0;
  const entering = new ClaimFileMutex(directory, SOON).acquire({
    command: 'x',
    wait: true,
    onWaiting: () => setTimeout(() => clearInterval(signs), 3 * SOON.silence),
  });
  const count = setInterval(() => waited++, SOON.silence);
  await (await entering)();
  clearInterval(count);
  expect(waited).toBeGreaterThanOrEqual(2);
});

test('a holder that cannot be seen and is silent does not count, and its claim is named', async () => {
  const directory = await claims();
  const path = claim(directory, 4711, '1', { space: ELSEWHERE });
  // Long enough to complain about it first.
  const mutex = new ClaimFileMutex(directory, { ...SOON, silence: 2_000 });
  expect(await mutex.holder()).toMatchObject({ pid: 4711, unseen: path });
  await expect(new ClaimFileMutex(directory).acquire({ command: 'x', wait: false })).rejects.toMatchObject({
    code: 'workspace/locked',
    message: expect.stringContaining(path),
  });
  const told: LockHolder[] = [];
  const release = await mutex.acquire({ command: 'x', wait: true, onWaiting: (holder) => told.push(holder) });
  expect(told).toMatchObject([{ pid: 4711, unseen: path }]);
  await release();
  expect(readdirSync(directory)).toEqual([]);
});

const named = machineName() !== '';
(named ? test : test.skip)(
  'a holder of before a restart of this machine does not count (needs a machine with a name, no container)',
  async () => {
    const directory = await claims();
    claim(directory, process.ppid, startedAt(process.ppid), { space: ELSEWHERE, machine: machineName() });
    await (await new ClaimFileMutex(directory).acquire({ command: 'x', wait: false }))();
  },
);

test('a claim that a power cut emptied does not count', async () => {
  const directory = await claims();
  writeFileSync(claim(directory, 4711, '1'), '');
  await (await new ClaimFileMutex(directory).acquire({ command: 'x', wait: false }))();
  expect(readdirSync(directory)).toEqual([]);
});

test('a holder gives signs of life also while its own thread is busy', async () => {
  const directory = await claims();
  const release = await new ClaimFileMutex(directory, SOON).acquire({ command: 'x', wait: true });
  const [name] = readdirSync(directory);
  const seen = new Set<string>();
  const text = () => readFileSync(`${directory}/${name}`, 'utf8');
  const until = performance.now() + 20_000;
  while (seen.size < 4 && performance.now() < until) seen.add(text());
  expect(seen.size).toBe(4);
  expect(JSON.parse(text().split('\n')[0]!)).toMatchObject({ pid: process.pid, command: 'x' });
  await release();
});

test('a holder whose claim was taken away is told', async () => {
  const directory = await claims();
  const lost = new Promise<void>((resolve) => {
    void new ClaimFileMutex(directory, SOON)
      .acquire({ command: 'x', wait: true, onLost: resolve })
      .then(() => rmSync(directory, { recursive: true }));
  });
  await lost;
});

test('where claims cannot lie, that is told instead of tried for ever', async () => {
  const directory = await claims();
  symlinkSync('nowhere', directory);
  await expect(new ClaimFileMutex(directory).acquire({ command: 'x', wait: true })).rejects.toMatchObject({
    code: 'workspace/unreadable',
  });
});
