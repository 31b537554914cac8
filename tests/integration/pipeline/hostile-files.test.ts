/** Locks, `.dvc` files and YAML that somebody else wrote: what they say leads nowhere outside, and never round and round. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { checkout, pullData } from '../../../libs/composition/pull-data.js';
import { pushData } from '../../../libs/composition/push-data.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { parseYamlFile } from '../../../libs/config/yaml-file.js';
import { testLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { rejectionOf, thrownBy } from '../../support/thrown-by.js';
import { toldOf } from '../../support/told-mistakes.js';

afterEach(removeScratchWorkspaces);

const STAGE = 'stages:\n  a: {cmd: echo 1 > o, outs: [o]}\n';
const lockWith = (md5: string) =>
  `schema: '2.0'\nstages:\n  a:\n    cmd: echo 1 > o\n    outs:\n    - path: o\n      hash: md5\n      md5: ${md5}\n`;

test.each([
  ['../../../../precious'],
  ['...../../../../../precious'],
  ['A'.repeat(32)],
  [`${'0'.repeat(32)}/..`],
])("a lock whose hash is '%s' is refused, and nothing is touched", async (md5) => {
  const workspace = await scratchWorkspace({
    ...{ 'pipelines.yaml': STAGE, 'pipelines.lock': lockWith(md5), precious: 'mine' },
    ...{ 'remotes.yaml': 'remotes: {r: {url: r}}\n', 'r/keep': '', '.docket/cache/files/md5/keep': '' },
  });
  const { directory } = workspace;
  const attempts = [
    async () => reproduce(await openWorkspace(directory)),
    async () => checkout(await openWorkspace(directory), { command: 'docket checkout' }),
    async () => pullData(await openWorkspace(directory), { command: 'docket pull' }),
    async () => pushData(await openWorkspace(directory)),
  ];
  for (const attempt of attempts) {
    const { code, message } = await rejectionOf(attempt());
    expect(code).toBe('config/unreadable');
    expect(message).toContain('pipelines.lock:8 is damaged at stages.a.outs.0.md5 (is no md5');
  }
  expect(existsSync(workspace.path('precious'))).toBe(true);
});

test('so is a .dvc file', async () => {
  const workspace = await scratchWorkspace({
    ...{ 'pipelines.yaml': 'stages: {}\n', precious: 'mine', '.docket/cache/files/md5/keep': '' },
    'data.dvc': 'outs:\n- {md5: ../../../../precious, size: 4, hash: md5, path: data}\n',
  });
  const opened = await openWorkspace(workspace.directory);
  const { message } = await rejectionOf(checkout(opened, { command: 'docket checkout' }));
  expect(message).toContain('data.dvc:2');
  expect(message).toContain('is no md5');
  expect(existsSync(workspace.path('precious'))).toBe(true);
});

test('and a lock that has a stage twice, by its line', async () => {
  const lock = lockWith('0'.repeat(32));
  const workspace = await scratchWorkspace({
    ...{ 'pipelines.yaml': STAGE, 'pipelines.lock': `${lock}${lock.slice(lock.indexOf('  a:'))}` },
  });
  const { code, message } = await rejectionOf(reproduce(await openWorkspace(workspace.directory)));
  expect(code).toBe('config/unreadable');
  expect(message).toBe('pipelines.lock:9 has stages.a twice; take it from git, or remove it.');
});

testLong('a file of 200,000 keys is read, and of them the one that is there twice is told', async () => {
  const keys = Array.from({ length: 200_000 }, (_, index) => `k${index}: 1\n`);
  const text = `${keys.join('')}k7: 2\n`;
  expect(thrownBy(() => parseYamlFile('params.yaml', text)).message).toBe(
    'params.yaml:8:1 k7: is written again on line 200001; keep one of the two.',
  );
});

test('a stage whose name has a line break is told on one line', async () => {
  const workspace = await scratchWorkspace({ 'pipelines.yaml': 'stages:\n  "a\\nb": {cmd: x}\n' });
  const { message } = await rejectionOf(openedPipeline(workspace.directory));
  expect(message).toContain('pipelines.yaml:2:3 stages.a\\nb: ');
});
const openedPipeline = async (directory: string) => reproduce(await openWorkspace(directory));

test('YAML that is nested deeper than can be read', () => {
  const text = `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  expect(thrownBy(() => parseYamlFile('params.yaml', text)).message).toContain(
    'is nested too deep to be read',
  );
});

const PARAMS = 'stages:\n  a: {cmd: x, params: [k]}\n';
const BOMB = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...['b', 'c', 'd', 'e'].map((name, at) => {
    const before = 'abcd'[at];
    return `${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`;
  }),
].join('\n');

test.each([
  ['a name that nothing has', 'stages: *b\n', {}, "pipelines.yaml:1 names '*b', which nothing before it"],
  ['one in params.yaml', PARAMS, { 'params.yaml': 'k: 1\nx: *b\n' }, "params.yaml:2 names '*b'"],
  [
    'one in the lock',
    STAGE,
    { 'pipelines.lock': "schema: '2.0'\nstages: *b\n" },
    "pipelines.lock:2 names '*b'",
  ],
  ['one in a .dvc file', STAGE, { 'z.dvc': 'outs: *b\n' }, "z.dvc:1 names '*b'"],
  ['a bomb', PARAMS, { 'params.yaml': `k: 1\n${BOMB}\n` }, 'params.yaml:3 repeats what it names'],
  ['a merge with itself', 'stages:\n  a: &x\n    <<: *x\n    cmd: x\n', {}, 'pipelines.yaml:3 '],
  ['a value within itself', PARAMS, { 'params.yaml': 'k: 1\na: &x {k: *x}\n' }, 'params.yaml:2 has an alias'],
  [
    'a stage within itself',
    'stages: &s\n  a: {cmd: x, meta: *s}\n',
    {},
    'pipelines.yaml:2 has an alias (*…) within what it stands for',
  ],
])('aliases: %s', async (_name, pipelines, files: Record<string, string>, expected) => {
  expect(await toldOf(pipelines, files)).toContain(expected);
});

test('an alias that is right is followed', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  a: {cmd: "echo ${x.k} > o", params: [x.k], outs: [o]}\n',
    'params.yaml': 'base: &b {k: 3}\nx: *b\nstar: "* of *many*"\n',
  });
  await reproduce(await openWorkspace(workspace.directory));
  expect(await workspace.text('o')).toBe('3\n');
});

test('a pipe in the place of a file is told, not waited for', async () => {
  const workspace = await scratchWorkspace({ 'pipelines.yaml': PARAMS });
  execFileSync('mkfifo', [workspace.path('params.yaml')]);
  const { message } = await rejectionOf(
    openWorkspace(workspace.directory).then((opened) => reproduce(opened)),
  );
  expect(message).toBe('params.yaml is a pipe where a file is needed; write the file out.');
});

test('a metrics file without figures that could be read is warned of by the run that made it', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  a: {cmd: "echo {bad > m.json", metrics: [m.json]}\n',
  });
  const result = await reproduce(await openWorkspace(workspace.directory));
  expect(result.metrics).toEqual({});
  expect(result.stages[0]).toMatchObject({
    state: 'ran',
    warnings: [{ code: 'config/unreadable', message: expect.stringContaining(' is not valid JSON') }],
  });
});
