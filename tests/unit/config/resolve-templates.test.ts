/** Templating as DVC documents it. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { loadProject } from '../../../libs/config/pipelines/read-project.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const PARAMS = 'models:\n  us: {epochs: 10}\n  uk: {epochs: 20}\nnames: [a, b]\nflag: true\n';
const stagesOf = async (text: string) => {
  const { directory } = await scratchWorkspace({
    'pipelines.yaml': text,
    'params.yaml': PARAMS,
    'more.yaml': 'deep: {list: [x, y]}\n',
  });
  return (await loadProject(directory, ['pipelines.yaml'])).stages;
};
const commands = async (text: string) =>
  Object.fromEntries((await stagesOf(text)).map(({ name, cmd }) => [name, cmd.join(' && ')]));

test('params.yaml, files and maps of vars; nested keys and list elements; an escaped one stays', async () => {
  const text = `
vars:
  - more.yaml
  - local: {n: 1}
stages:
  one:
    vars: [{own: 5}]
    cmd: run \${models.us.epochs} \${deep.list[1]} \${local.n} \${own} \${flag} \\\${HOME}
    outs: ["\${names[0]}.txt"]
`;
  expect(await commands(text)).toEqual({ one: 'run 10 y 1 5 true ${HOME}' });
  expect((await stagesOf(text))[0]?.outputs[0]?.path).toBe('a.txt');
});

test('foreach over a list, over a map from params, and over a list of maps', async () => {
  expect(await commands('stages:\n  t:\n    foreach: [x, 2]\n    do: {cmd: "run ${item}"}\n')).toEqual({
    't@x': 'run x',
    't@2': 'run 2',
  });
  expect(
    await commands('stages:\n  t:\n    foreach: ${models}\n    do: {cmd: "run ${key} ${item.epochs}"}\n'),
  ).toEqual({
    't@us': 'run us 10',
    't@uk': 'run uk 20',
  });
  expect(
    await commands('stages:\n  t:\n    foreach: [{n: 1}, {n: 2}]\n    do: {cmd: "run ${item.n}"}\n'),
  ).toEqual({ 't@0': 'run 1', 't@1': 'run 2' });
});

test('matrix makes every combination', async () => {
  const text =
    'stages:\n  t:\n    matrix: {m: [a, b], f: [{p: 1}, {p: 2}]}\n    cmd: run ${item.m} ${item.f.p} ${key}\n';
  expect(await commands(text)).toEqual({
    't@a-f0': 'run a 1 a-f0',
    't@a-f1': 'run a 2 a-f1',
    't@b-f0': 'run b 1 b-f0',
    't@b-f1': 'run b 2 b-f1',
  });
});

test('a map in a command becomes its options', async () => {
  expect(
    await commands(
      'vars: [{o: {name: "x y", on: true, off: false, n: {m: 1}}}]\nstages: {t: {cmd: "run ${o}"}}\n',
    ),
  ).toEqual({
    t: "run --name 'x y' --on --n.m 1",
  });
});

test.each([
  [
    'stages:\n  t:\n    cmd: run ${models.usa.epochs}\n',
    "pipelines.yaml:3:5 stages.t.cmd: ${models.usa.epochs} names 'usa', which does not exist in 'models'. Did you mean 'us'?",
  ],
  ['stages:\n  t:\n    cmd: run\n    deps: ["x${names}"]\n', 'is a list and cannot stand within a text'],
  ['stages:\n  t:\n    foreach: 5\n    do: {cmd: x}\n', 'must be a list or a map'],
  ['stages:\n  t:\n    foreach: [1]\n    cmd: x\n    do: {cmd: x}\n', "move it under 'do:'"],
  [
    'stages:\n  t:\n    foreach: [1]\n    do:\n      cmd: x\n      dpes: [y]\n',
    "pipelines.yaml:6:7 stages.t@1.dpes: is not a key that can stand here. Did you mean 'deps'?",
  ],
  ['vars: [none.yaml]\nstages: {t: {cmd: x}}\n', 'none.yaml does not exist'],
])('a mistake is told with its line: %j', async (text, expected) => {
  await expect(stagesOf(text)).rejects.toThrow(expected);
});
