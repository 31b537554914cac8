/** Reproducing a workspace: what runs, what is reused, what is told; on real files with stages that count. */
import {
  chmodSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

test('names with blanks, emoji, line breaks and dots are just names', async () => {
  const names = [
    'with blank.txt',
    '😀 émoji.txt',
    'line\nbreak.txt',
    'two..dots..txt',
    '[brackets]{x}.txt',
    '-dash.txt',
    '\rfirst.txt',
    '\u2028first.txt',
    'fold\ner/s/below.txt',
  ];
  for (const name of names) await scratch.write({ [`data/raw/ü b/${name}`]: name });
  const result = await run();
  expect(result.stages[0]?.items).toEqual({ total: 12, ran: 12, cached: 0, failed: 0 });
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
