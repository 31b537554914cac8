/** pipelines.yaml: what it may say, and how its mistakes are told. */
import { loadProject } from '../../../libs/config/pipelines/read-project.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const load = async (text: string) =>
  loadProject((await scratchWorkspace({ 'pipelines.yaml': text })).directory, ['pipelines.yaml']);
const messageOf = (text: string) =>
  load(text).then(
    () => 'no error',
    (error: Error) => error.message,
  );

test("dvc.yaml's grammar is read: options of outputs, params of other files, wdir", async () => {
  const pipeline = await load(`
stages:
  train:
    cmd: [python a.py, python b.py]
    wdir: code
    deps: [../data/raw, a.py]
    params:
      - train.c
      - other.yaml: [x.y]
      - whole.yaml:
    outs:
      - model: { persist: true }
    metrics:
      - m.json: { cache: false }
    plots:
      - p.csv: { x: step, y: loss }
`);
  const [stage] = pipeline.stages;
  expect(stage).toMatchObject({ cmd: ['python a.py', 'python b.py'], cmdIsList: true, wdir: 'code' });
  expect(stage?.deps).toEqual([
    { written: '../data/raw', path: 'data/raw' },
    { written: 'a.py', path: 'code/a.py' },
  ]);
  expect(stage?.params).toMatchObject([
    { written: 'params.yaml', keys: ['train.c'] },
    { written: 'other.yaml', keys: ['x.y'] },
    { written: 'whole.yaml', keys: [] },
  ]);
  expect(stage?.outputs).toMatchObject([
    { path: 'code/model', role: 'output', persist: true, cache: true },
    { path: 'code/m.json', role: 'metric', cache: false },
    { path: 'code/p.csv', role: 'plot' },
  ]);
});

test('every mistake is told at once, with line, key and the name that was meant', async () => {
  const message = await messageOf(
    'stages:\n  a:\n    cmdd: x\n    outs:\n      - y: { cahce: false }\n    deps: z\n',
  );
  expect(message).toContain(
    "pipelines.yaml:3:5 stages.a.cmdd: is not a key that can stand here. Did you mean 'cmd'?",
  );
  expect(message).toContain(
    "stages.a.outs[0].y.cahce: is not a key that can stand here. Did you mean 'cache'?",
  );
  expect(message).toContain('pipelines.yaml:6:5 stages.a.deps: takes a list, not text');
});

test.each([
  ['../up.txt', 'lies outside the workspace'],
  ['/etc/passwd', 'lies outside the workspace'],
])('a path outside the workspace is refused: %s', async (path, expected) => {
  expect(await messageOf(`stages:\n  a:\n    cmd: x\n    deps: ['${path}']\n`)).toContain(expected);
});

test('merge marks and broken YAML name the line', async () => {
  expect(await messageOf('stages:\n<<<<<<< ours\n  a: {cmd: x}\n=======\n>>>>>>> theirs\n')).toContain(
    'pipelines.yaml:2',
  );
  expect(await messageOf('stages:\n  a: [\n')).toMatch(/pipelines\.yaml:\d+:\d+/);
});

test('without a pipelines.yaml the remedy is told', async () => {
  const { directory } = await scratchWorkspace();
  await expect(loadProject(directory, ['pipelines.yaml'])).rejects.toMatchObject({
    code: 'workspace/missing',
  });
});
