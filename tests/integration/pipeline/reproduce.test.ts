/** Reproducing a workspace: what runs, what is reused, what is told; on real files with stages that count. */
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { type ReproduceOptions, reproduce, workspaceStatus } from '../../../libs/composition/reproduce.js';
import { FAKE_PIPELINE, type FakeStages, fakeStages } from '../../support/fake-stages.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

let scratch: ScratchWorkspace;
let fake: FakeStages;

beforeEach(async () => {
  fake = fakeStages();
  scratch = await scratchWorkspace({
    'pipelines.yaml': FAKE_PIPELINE,
    'data/raw/a/one.txt': 'one',
    'data/raw/a/two.txt': 'two',
    'data/raw/b/three.txt': 'three',
  });
});
afterEach(removeScratchWorkspaces);

/** Each call as a process of its own would: with nothing remembered but files. */
const run = async (options: ReproduceOptions = {}) => {
  fake.read.length = 0;
  const workspace = await openWorkspace(scratch.directory);
  return reproduce(workspace, { definitions: fake.definitions, toolbox: fake.toolbox, ...options });
};
const states = (result: Awaited<ReturnType<typeof run>>) =>
  result.stages.map(({ name, state }) => `${name} ${state}`);
const status = async () =>
  workspaceStatus(await openWorkspace(scratch.directory), {
    definitions: fake.definitions,
    toolbox: fake.toolbox,
  });

test('the first run makes everything, the second nothing', async () => {
  const first = await run();
  expect(states(first)).toEqual(['etl ran', 'join ran']);
  expect(first.stages[0]?.items).toEqual({ total: 3, ran: 3, cached: 0, failed: 0 });
  expect(first.metrics).toEqual({ 'count.json': { documents: 3 } });
  expect(JSON.parse(await scratch.text('data/extracted/a/one.txt.json'))).toEqual({ text: 'ONE!' });
  expect(await scratch.text('joined.txt')).toBe('ONE!\nTWO!\nTHREE!');

  const second = await run();
  expect(states(second)).toEqual(['etl unchanged', 'join unchanged']);
  expect(fake.read).toEqual([]);
});

test('one new document costs one document', async () => {
  await run();
  await scratch.write({ 'data/raw/b/four.txt': 'four' });
  const result = await run();
  expect(fake.read).toEqual(['data/raw/b/four.txt']);
  expect(result.stages[0]).toMatchObject({
    state: 'ran',
    reason: 'data/raw: 1 file new (b/four.txt)',
    items: { total: 4, ran: 1, cached: 3 },
  });
  expect(await scratch.text('joined.txt')).toContain('FOUR!');
});

test('a renamed document is not read again, and its old output goes', async () => {
  await run();
  renameSync(scratch.path('data/raw/b/three.txt'), scratch.path('data/raw/a/drei.txt'));
  const result = await run();
  expect(fake.read).toEqual([]);
  expect(result.stages[0]?.reason).toBe('data/raw: 1 file renamed (a/drei.txt)');
  expect(readdirSync(scratch.path('data/extracted'))).toEqual(['a']);
  expect(existsSync(scratch.path('data/extracted/a/drei.txt.json'))).toBe(true);
});

test('a removed document takes its output with it', async () => {
  await run();
  rmSync(scratch.path('data/raw/a/one.txt'));
  await run();
  expect(await scratch.text('joined.txt')).toBe('TWO!\nTHREE!');
});

test('a changed param runs again, going back costs nothing', async () => {
  await run();
  const changed = await run({ set: ['etl.suffix=…'] });
  expect(changed.stages[0]).toMatchObject({ state: 'ran', reason: 'param etl.suffix ! → …' });
  expect(await scratch.text('params.yaml')).toContain('suffix: …');
  writeFileSync(scratch.path('params.yaml'), '');
  const back = await run();
  expect(states(back)).toEqual(['etl cached', 'join cached']);
  expect(fake.read).toEqual([]);
  expect(await scratch.text('joined.txt')).toContain('ONE!');
});

test.each([
  ['a key that is none', ['etl.sufix=1'], /Did you mean 'suffix'/],
  ['a wrong value, beside a right one', ['etl.suffix=?', 'preprocess.x=3'], /preprocess/],
  ['what is no assignment', ['etl.suffix'], /key=value/],
  ['a key below a value', ['etl.suffix.deep=1'], /single value where etl\.suffix\.deep/],
])('--set with %s changes nothing', async (_, set, message) => {
  const before = 'etl:\n  suffix: "!" # as it is\n';
  await scratch.write({ 'params.yaml': before });
  await expect(run({ set })).rejects.toMatchObject({
    code: 'config/invalid',
    message: expect.stringMatching(message),
  });
  expect(await scratch.text('params.yaml')).toBe(before);
  expect(states(await run())).toEqual(['etl ran', 'join ran']);
});

test('another stage version or engine runs again', async () => {
  await run();
  fake.engine.version = '2';
  expect((await run()).stages[0]).toMatchObject({
    state: 'ran',
    reason: 'engine ocr fake-ocr 1 → fake-ocr 2',
  });
  fake.definitions.etl = { ...fake.definitions.etl!, version: 2 };
  expect((await run()).stages[0]).toMatchObject({ state: 'ran', reason: 'stage version 1 → 2' });
});

test('an output that a user edited is put right, and the cache is not harmed by the edit', async () => {
  await run();
  writeFileSync(scratch.path('data/extracted/a/one.txt.json'), '{"text":"mine"}');
  const result = await run();
  expect(result.stages[0]).toMatchObject({
    state: 'cached',
    reason: 'data/extracted: 1 file changed (a/one.txt.json)',
  });
  expect(fake.read).toEqual([]);
  expect(JSON.parse(await scratch.text('data/extracted/a/one.txt.json'))).toEqual({ text: 'ONE!' });
});

test('a change of the same size within the same tick of the clock is seen', async () => {
  await run();
  for (const text of ['111', '222', '333']) {
    writeFileSync(scratch.path('data/raw/a/one.txt'), text);
    await run();
    expect(JSON.parse(await scratch.text('data/extracted/a/one.txt.json'))).toEqual({ text: `${text}!` });
  }
});

test('a damaged cache entry is a miss, not a result', async () => {
  await run();
  const objects = readdirSync(scratch.path('.docket/cache/files/md5'), { recursive: true, encoding: 'utf8' });
  for (const object of objects) {
    const path = scratch.path(`.docket/cache/files/md5/${object}`);
    if (!statSync(path).isFile()) continue;
    chmodSync(path, 0o644);
    writeFileSync(path, '{"text":"rotten"}');
  }
  rmSync(scratch.path('data/extracted'), { recursive: true });
  rmSync(scratch.path('joined.txt'));
  const result = await run();
  expect(states(result)).toEqual(['etl ran', 'join ran']);
  expect(await scratch.text('joined.txt')).toBe('ONE!\nTWO!\nTHREE!');
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

test('names with blanks, emoji, line breaks and dots are just names', async () => {
  const names = [
    'with blank.txt',
    '😀 émoji.txt',
    'line\nbreak.txt',
    'two..dots..txt',
    '[brackets]{x}.txt',
    '-dash.txt',
  ];
  for (const name of names) await scratch.write({ [`data/raw/ü b/${name}`]: name });
  const result = await run();
  expect(result.stages[0]?.items).toEqual({ total: 9, ran: 9, cached: 0, failed: 0 });
  expect(states(await run())).toEqual(['etl unchanged', 'join unchanged']);
});

test('links to nothing and links in a circle are told, and hidden files are no documents', async () => {
  symlinkSync('nowhere', scratch.path('data/raw/b/broken.txt'));
  symlinkSync('..', scratch.path('data/raw/b/circle'));
  await scratch.write({ 'data/raw/.gitkeep': '', 'data/raw/a/.DS_Store': 'x' });
  const { failures, items } = (await run()).stages[0]!;
  expect(items).toEqual({ total: 5, ran: 3, cached: 0, failed: 2 });
  expect(failures.map(({ path }) => path)).toEqual(['data/raw/b/broken.txt', 'data/raw/b/circle']);
});

test('an input that changes while it is read fails the stage and stays out of the lock', async () => {
  fake.beforeItem = ({ path }) => {
    if (path.endsWith('three.txt')) writeFileSync(scratch.path('data/raw/a/one.txt'), 'changed');
  };
  const result = await run({ jobs: 1 });
  // one.txt was read before three.txt was: its result is of what was hashed, so only the next run sees the change.
  expect(result.stages[0]?.state).toBe('ran');
  fake.beforeItem = () => undefined;
  await run();
  expect(fake.read).toEqual(['data/raw/a/one.txt']);

  const command = `stages:\n  copy:\n    cmd: cat in.txt > out.txt && echo more >> in.txt\n    deps: [in.txt]\n    outs: [out.txt]\n`;
  await scratch.write({ 'pipelines.yaml': command, 'in.txt': 'in' });
  const failed = await run();
  expect(failed.stages[0]).toMatchObject({ state: 'failed', error: { code: 'pipeline/input-changed' } });
  expect(await scratch.text('pipelines.lock')).not.toContain('copy');
});

test('an abort keeps what is done, and the next run goes on from there', async () => {
  const controller = new AbortController();
  fake.beforeItem = ({ path }) => {
    if (path.endsWith('two.txt')) controller.abort();
  };
  await expect(run({ jobs: 1, signal: controller.signal })).rejects.toMatchObject({
    code: 'pipeline/interrupted',
  });
  fake.beforeItem = () => undefined;
  const result = await run();
  expect(fake.read).not.toContain('data/raw/a/one.txt');
  expect(states(result)).toEqual(['etl ran', 'join ran']);
});

test('status says what is stale without changing anything', async () => {
  await run();
  expect((await status()).stages.map(({ state }) => state)).toEqual(['unchanged', 'unchanged']);
  await scratch.write({ 'data/raw/a/five.txt': 'five' });
  fake.read.length = 0;
  expect((await status()).stages).toMatchObject([
    {
      name: 'etl',
      state: 'stale',
      reasons: ['data/raw: 1 file new (a/five.txt)'],
      items: { done: 3, total: 4 },
    },
    { name: 'join', state: 'stale', reasons: ["stage 'etl' is stale"] },
  ]);
  expect(fake.read).toEqual([]);
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
  expect(states(await run({ jobs: 1 }))).toEqual(['bad failed', 'after skipped', 'other skipped']);
  expect(states(await run({ keepGoing: true }))).toEqual(['bad failed', 'after skipped', 'other ran']);
});

describe('a file that was read only in part', () => {
  const path = 'data/raw/a/pages.txt';
  const warning = { path, code: 'ocr/engine-failed', message: 'page 2 is missing' };
  const again = '1 file was read only in part; trying again';
  beforeEach(async () => {
    await scratch.write({ [path]: 'pages' });
    fake.reading = () => 'in part';
  });

  test('is used and told, and read again by the next run', async () => {
    const first = await run();
    expect(states(first)).toEqual(['etl ran', 'join ran']);
    expect(first.stages[0]).toMatchObject({ items: { ran: 4, failed: 0 }, warnings: [warning] });
    expect(await scratch.text('joined.txt')).toContain('in part');
    expect((await status()).stages[0]).toMatchObject({ state: 'stale', reasons: [again] });

    fake.reading = () => 'whole';
    const second = await run();
    expect(fake.read).toEqual([path]);
    expect(states(second)).toEqual(['etl ran', 'join ran']);
    expect(second.stages[0]).toMatchObject({ reason: again, warnings: [] });
    expect(await scratch.text('joined.txt')).toContain('whole');
    expect(states(await run())).toEqual(['etl unchanged', 'join unchanged']);
  });

  test('costs nothing after it where the result is the same, and is left after three runs', async () => {
    await run();
    for (const _ of ['second', 'third']) {
      const result = await run();
      expect(fake.read).toEqual([path]);
      expect(states(result)).toEqual(['etl ran', 'join unchanged']);
      expect(result.stages[0]).toMatchObject({ reason: again, warnings: [warning] });
    }
    const last = await run();
    expect(fake.read).toEqual([]);
    expect(last.stages[0]).toMatchObject({ state: 'unchanged', warnings: [warning] });
    expect((await run({ force: true })).stages[0]?.warnings).toEqual([warning]);
    expect(fake.read).toEqual([path]);
  });

  test('keeps its part where the next run gets nothing at all', async () => {
    await run();
    fake.reading = () => 'not at all';
    const result = await run();
    expect(states(result)).toEqual(['etl ran', 'join unchanged']);
    expect(result.stages[0]?.warnings).toEqual([warning]);
    expect(await scratch.text('joined.txt')).toContain('in part');
  });

  test('is not read again where another try would give the same', async () => {
    fake.reading = () => 'in part for ever';
    await run();
    const second = await run();
    expect(fake.read).toEqual([]);
    expect(second.stages[0]).toMatchObject({ state: 'unchanged', warnings: [warning] });
  });

  test('is read once a run, however many copies there are', async () => {
    await scratch.write({ 'data/raw/b/copy.txt': 'pages' });
    await run();
    fake.reading = () => 'whole';
    const second = await run();
    expect(fake.read).toHaveLength(1);
    expect(second.stages[0]?.warnings).toEqual([]);
    expect((await scratch.text('joined.txt')).match(/whole/g)).toHaveLength(2);
  });
});

test('what a stage that sees everything has to say is told by every run that uses its result', async () => {
  await scratch.write({ 'data/raw/a/odd.txt': 'odd' });
  const told = [{ code: 'dataset/odd', message: 'one is odd' }];
  expect((await run()).stages[1]?.warnings).toEqual(told);
  expect((await run()).stages[1]).toMatchObject({ state: 'unchanged', warnings: told });
  rmSync(scratch.path('data/raw/a/odd.txt'));
  expect((await run()).stages[1]?.warnings).toEqual([]);
  await scratch.write({ 'data/raw/a/odd.txt': 'odd' });
  expect((await run()).stages[1]).toMatchObject({ state: 'cached', warnings: told });
});
