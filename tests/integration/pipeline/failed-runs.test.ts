/** What fails in a run: a document, a stage, a command; what is kept of it, and what goes on. */
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { outdatedMetrics } from '../../../libs/composition/outdated-metrics.js';
import { fakeRunBed, statesOf } from '../../support/fake-run-bed.js';
import type { FakeStages } from '../../support/fake-stages.js';
import type { ScratchWorkspace } from '../../support/scratch-workspace.js';

const bed = fakeRunBed();
const { run, status } = bed;
const states = statesOf;
let scratch: ScratchWorkspace;
let fake: FakeStages;
beforeEach(() => {
  ({ scratch, fake } = bed);
});

test('bad documents fail alone, are told every time and not tried again', async () => {
  await scratch.write({ 'data/raw/b/empty.txt': '' });
  const first = await run();
  expect(states(first)).toEqual(['etl ran', 'join ran']);
  expect(first.stages[0]?.failures).toEqual([
    {
      path: 'data/raw/b/empty.txt',
      code: 'document/empty',
      message: expect.stringContaining('scan it again'),
    },
  ]);
  const second = await run();
  expect(second.stages[0]).toMatchObject({
    state: 'unchanged',
    items: { total: 4, ran: 0, cached: 3, failed: 1 },
  });
  expect(second.stages[0]?.failures).toHaveLength(1);
  expect(fake.read).toEqual([]);
  expect((await run({ force: true })).stages[0]?.failures).toHaveLength(1);
  expect(fake.read).toEqual(['data/raw/b/empty.txt']);
  await scratch.write({ 'data/raw/b/empty.txt': 'full' });
  expect((await run()).stages[0]).toMatchObject({ failures: [], items: { total: 4, ran: 1, failed: 0 } });
});

test('a failure that may pass fails the stage; what is done is kept', async () => {
  await scratch.write({ 'data/raw/b/busy.txt': 'busy' });
  const first = await run();
  expect(states(first)).toEqual(['etl failed', 'join skipped']);
  expect(first.stages[0]?.error?.message).toContain('data/raw/b/busy.txt');
  expect(existsSync(scratch.path('pipelines.lock'))).toBe(false);
  await scratch.write({ 'data/raw/b/busy.txt': 'calm' });
  const second = await run();
  expect(fake.read).toEqual(['data/raw/b/busy.txt']);
  expect(states(second)).toEqual(['etl ran', 'join ran']);
});

test('a stage that fails by one of its files names those that cannot be read, too; both stand in its failures', async () => {
  await scratch.write({ 'data/raw/b/busy.txt': 'busy' });
  symlinkSync('loop.txt', scratch.path('data/raw/a/loop.txt'));
  const [etl] = (await run()).stages;
  expect(etl).toMatchObject({
    state: 'failed',
    items: { total: 5, failed: 2 },
    failures: [
      {
        path: 'data/raw/a/loop.txt',
        code: 'document/unreadable-file',
        message: expect.stringContaining('leads to itself'),
      },
      { path: 'data/raw/b/busy.txt', code: 'ocr/engine-failed', message: expect.any(String) },
    ],
    error: { code: 'pipeline/stage-failed' },
  });
  expect(etl?.error?.message).toMatch(/2 of 5 files.*busy\.txt.*loop\.txt/s);
});

test('a stage whose documents are all bad fails', async () => {
  for (const name of ['a/one', 'a/two', 'b/three']) await scratch.write({ [`data/raw/${name}.txt`]: '' });
  expect((await run()).stages[0]).toMatchObject({
    state: 'failed',
    error: { code: 'pipeline/stage-failed' },
  });
});

test('no documents at all: the remedy is told', async () => {
  rmSync(scratch.path('data/raw'), { recursive: true });
  const result = await run();
  expect(result.stages[0]?.error).toMatchObject({
    code: 'dataset/empty',
    message: expect.stringContaining('data/raw/<class>/'),
  });
});

test('a command that fails shows its last lines; its log is kept; the lock is as before', async () => {
  await scratch.write({
    'pipelines.yaml': 'stages:\n  boom:\n    cmd: echo the reason >&2; exit 3\n    outs: [x]\n',
  });
  const { error } = (await run()).stages[0]!;
  expect(error).toMatchObject({ code: 'pipeline/command-failed' });
  expect(error?.message).toContain('exit code 3');
  expect(error?.message).toContain('the reason');
  const [log] = readdirSync(scratch.path('.docket/logs'));
  expect(readFileSync(scratch.path(`.docket/logs/${log}`), 'utf8')).toContain('the reason');
  expect(existsSync(scratch.path('pipelines.lock'))).toBe(false);
});

test('a command that does not make its output fails', async () => {
  await scratch.write({ 'pipelines.yaml': 'stages:\n  lazy:\n    cmd: "true"\n    outs: [x]\n' });
  expect((await run()).stages[0]?.error).toMatchObject({ code: 'pipeline/output-missing' });
});

test('keep-going runs what does not need the failed stage', async () => {
  await scratch.write({
    'pipelines.yaml':
      'stages:\n  bad: {cmd: exit 1, outs: [x]}\n  after: {cmd: cat x > y, deps: [x], outs: [y]}\n  other: {cmd: echo z > z, outs: [z]}\n',
  });
  const stopped = await run({ jobs: 1 });
  expect(states(stopped)).toEqual(['bad failed', 'after skipped', 'other skipped']);
  expect(stopped.stages.map(({ reason }) => reason).slice(1)).toEqual([
    "stage 'bad' failed",
    "not begun after stage 'bad' failed; --keep-going runs it",
  ]);
  expect(states(await run({ keepGoing: true }))).toEqual(['bad failed', 'after skipped', 'other ran']);
});

test('status tells what failed last, with its log, until it is well again; old figures are no result of the run', async () => {
  await scratch.write({
    'pipelines.yaml': `stages:
  train: {cmd: 'test $(cat in) != bad && cat in > model', deps: [in], outs: [model]}
  eval: {cmd: 'echo "{\\"figure\\": 1}" > m.json', deps: [model], metrics: [m.json]}
`,
    in: 'good',
  });
  expect(await run()).toMatchObject({ metrics: { 'm.json': { figure: 1 } } });
  const outdated = async () => (await outdatedMetrics(await openWorkspace(scratch.directory))).outdated;
  expect(await outdated()).toEqual({});

  await scratch.write({ in: 'bad' });
  const told = { 'm.json': "stage 'eval' is stale (stage 'train' is stale)" };
  expect(await outdated()).toEqual(told);
  const { metrics, run_id, ...failed } = await run();
  expect(metrics).toEqual({});
  expect(failed).toMatchObject({ outdated: { 'm.json': "stage 'eval' did not run" } });
  const [train, evaluation] = (await status()).stages;
  expect(train).toMatchObject({
    failed: { run_id, code: 'pipeline/command-failed', log: `.docket/logs/train-${run_id}.log` },
  });
  expect(existsSync(scratch.path(train!.failed!.log!))).toBe(true);
  expect(evaluation).not.toHaveProperty('failed');

  await scratch.write({ in: 'better' });
  expect((await status()).stages[0]).toHaveProperty('failed');
  await run();
  expect((await status()).stages[0]).not.toHaveProperty('failed');
  expect(await outdated()).toEqual({});
});

test('an input that a stage makes, which was left out of the run, is told with the run that makes it', async () => {
  await scratch.write({
    'pipelines.yaml': `stages:
  a: {cmd: echo 1 > one, outs: [one]}
  b: {cmd: cat one > two, deps: [one], outs: [two]}
  c: {cmd: cat three > four, deps: [three], outs: [four]}
  three: {cmd: echo 3 > three, outs: [three], frozen: true}
  d: {cmd: mkdir d && echo > d/1, outs: [d]}
  e: {cmd: cp "$DOCKET_ITEM" "$DOCKET_OUTPUT", each: d/*, outs: [e]}
`,
  });
  const told = async (stage: string) =>
    (await run({ stages: [stage], single: true })).stages[0]?.error?.message;
  expect(await told('b')).toBe("one, which stage 'b' reads, does not exist; `docket repro a` makes it.");
  expect(await told('c')).toContain("three, which stage 'c' reads, does not exist; `docket pull` fetches it");
  expect(await told('e')).toBe(
    "each of stage 'e': no file matches d/*, which another stage makes; `docket repro d` makes it.",
  );
});
