/** What a restore would write and remove, and which trees it is about. */
import type { Pipeline } from '#contracts/pipeline.js';
import { directoryMd5, directoryText } from '#core/pipeline/directory-object.js';
import { planRestore } from '#core/pipeline/plan-restore.js';
import { type StateTree, stateTrees } from '#core/pipeline/state-trees.js';
import { treeOf } from '#core/pipeline/tree.js';
import { stageSpec } from '../../support/stage-spec.js';

const file = (path: string, md5: string, executable = false) => ({ path, md5, size: 1, executable });
const directory = (path: string, files: ReturnType<typeof file>[]) =>
  treeOf(path, { kind: 'directory', files, unreadable: [] })!;
const wantedDirectory = (path: string, entries: { relpath: string; md5: string }[]): StateTree => ({
  ...{ path, role: 'output', push: true, whole: true, includes: () => true },
  entry: { path, md5: directoryMd5(directoryText(entries)) },
});

test('only what differs is written, what does not belong is removed, and what lies there is named', () => {
  const files = [
    { relpath: 'same', md5: '1' },
    { relpath: 'changed', md5: '2' },
    { relpath: 'deep/new', md5: '3' },
  ];
  const current = directory('out', [file('out/same', '1'), file('out/changed', 'x'), file('out/extra', 'y')]);
  expect(planRestore([{ tree: wantedDirectory('out', files), current, files }])).toEqual({
    writes: [
      { path: 'out/changed', md5: '2', executable: false, before: 'x' },
      { path: 'out/deep/new', md5: '3', executable: false, before: null },
    ],
    removes: [{ path: 'out/extra', before: 'y' }],
    directories: ['out'],
  });
});

test('what is there already costs nothing, and its listing is not even needed', () => {
  const current = directory('out', [file('out/a', '1')]);
  const tree = wantedDirectory('out', [{ relpath: 'a', md5: '1' }]);
  expect(planRestore([{ tree, current, files: null }])).toEqual({ writes: [], removes: [], directories: [] });
});

test('a file in the place of a directory goes first', () => {
  const current = treeOf('out', { kind: 'file', files: [file('out', 'f')], unreadable: [] });
  const files = [{ relpath: 'a', md5: '1' }];
  const plan = planRestore([{ tree: wantedDirectory('out', files), current, files }]);
  expect(plan.removes).toEqual([{ path: 'out', before: 'f' }]);
  expect(plan.writes.map(({ path }) => path)).toEqual(['out/a']);
});

const locked = (deps: string[], outs: string[]) => ({
  cmd: 'x',
  deps: deps.map((each) => ({ path: each, md5: `md5 of ${each}` })),
  outs: outs.map((each) => ({ path: each, md5: `md5 of ${each}` })),
});

test('sources are what no stage makes; globs leave out what they do not match; outputs inside a source are not its', () => {
  const pipeline: Pipeline = {
    file: 'pipelines.yaml',
    pipelines: {},
    declared: { params: [], metrics: [], plots: [], artifacts: {} },
    stages: [
      stageSpec('read', [], ['data/read'], { each: 'data/raw/**/*.png' }),
      stageSpec('join', ['data/read', 'data', 'join.sh'], ['joined']),
    ],
  };
  const trees = stateTrees(pipeline, {
    schema: '2.0',
    stages: {
      read: locked(['data/raw/**/*.png'], ['data/read']),
      join: locked(['data/read', 'data', 'join.sh'], ['joined']),
      gone: locked(['old'], ['older']),
    },
  });
  expect(trees.map(({ path: at, role, whole }) => [at, role, whole])).toEqual([
    ['data/raw', 'source', true],
    ['data', 'source', false],
    ['join.sh', 'source', true],
    ['data/read', 'output', true],
    ['joined', 'output', true],
  ]);
  const [raw, data] = trees;
  expect([raw!.includes('data/raw/a/1.png'), raw!.includes('data/raw/a/1.txt')]).toEqual([true, false]);
  expect([data!.includes('data/notes.txt'), data!.includes('data/read/1.json')]).toEqual([true, false]);
});
