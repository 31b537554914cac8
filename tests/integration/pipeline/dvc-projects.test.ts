/** A DVC project with several dvc.yaml: one graph, a lock beside each file, the chosen file's stages by name. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { existsSync } from 'node:fs';
import { listExperiments } from '../../../libs/composition/experiments/describe-experiments.js';
import { restoreExperiment } from '../../../libs/composition/experiments/restore-experiment.js';
import { runExperiments } from '../../../libs/composition/experiments/run-experiments.js';
import { openWorkspace, pipelineFileOf } from '../../../libs/composition/open-workspace.js';
import { type ReproduceOptions, readPipeline, reproduce } from '../../../libs/composition/reproduce.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

/** Data is prepared in data/, models are made in models/ from it and from the root's vocabulary. */
const project = (more: Record<string, string> = {}) =>
  scratchWorkspace({
    'dvc.yaml': 'stages:\n  words: {cmd: echo w > words.txt, outs: [words.txt]}\n',
    'data/dvc.yaml':
      'stages:\n  prepare: {cmd: "tr a-z A-Z < raw.txt > clean.txt", deps: [raw.txt], outs: [clean.txt]}\n',
    'data/raw.txt': 'text\n',
    'models/params.yaml': 'c: 3\n',
    'models/dvc.yaml': [
      'stages:',
      '  train:',
      '    cmd: cat ../data/clean.txt ../words.txt > model && echo ${c} >> model && echo ${c} > metrics.json',
      '    deps: [../data/clean.txt, ../words.txt]',
      '    params: [c]',
      '    outs: [model]',
      '    metrics: [metrics.json: {cache: false}]',
      '',
    ].join('\n'),
    ...more,
  });
/** As a call from a folder of the project opens it. */
const open = (workspace: ScratchWorkspace, folder = '', file?: string) =>
  openWorkspace(workspace.directory, {
    pipelineFile: pipelineFileOf(workspace.directory, workspace.path(folder), file),
  });
const states = async (
  workspace: ScratchWorkspace,
  options: ReproduceOptions & { folder?: string; file?: string } = {},
) => {
  const opened = await open(workspace, options.folder, options.file);
  const { stages } = await reproduce(opened, { jobs: 1, ...options });
  return stages.map(({ name, state, error }) => `${name} ${error?.message ?? state}`);
};

test('a file is brought up to date with what feeds it from other files; each lock lies beside its own', async () => {
  const workspace = await project();
  expect(await states(workspace)).toEqual(['words ran']);
  expect(existsSync(workspace.path('models/dvc.lock'))).toBe(false);
  expect(await states(workspace, { folder: 'models' })).toEqual([
    'data/dvc.yaml:prepare ran',
    'dvc.yaml:words unchanged',
    'train ran',
  ]);
  expect(await workspace.text('models/model')).toBe('TEXT\nw\n3\n');
  expect(await workspace.text('data/dvc.lock')).toBe(
    [
      "schema: '2.0'",
      'stages:',
      '  prepare:',
      '    cmd: tr a-z A-Z < raw.txt > clean.txt',
      '    deps:',
      '    - path: raw.txt',
      '      hash: md5',
      '      md5: e1cbb0c3879af8347246f12c559a86b5',
      '      size: 5',
      '    outs:',
      '    - path: clean.txt',
      '      hash: md5',
      '      md5: 51fed9533faa68ee7eea1b8036fb61a5',
      '      size: 5',
      '',
    ].join('\n'),
  );
  expect(await workspace.text('models/dvc.lock')).toContain('  train:\n');
  expect(await workspace.text('dvc.lock')).not.toContain('train');
});

test('the whole project, files, folders and single stages of it can be named; names count from the root', async () => {
  const workspace = await project();
  const all = { allPipelines: true };
  expect(await states(workspace, all)).toEqual([
    'words ran',
    'data/dvc.yaml:prepare ran',
    'models/dvc.yaml:train ran',
  ]);
  expect(await states(workspace, all)).toEqual(
    ['words', 'data/dvc.yaml:prepare', 'models/dvc.yaml:train'].map((name) => `${name} unchanged`),
  );
  expect(await states(workspace, { stages: ['data/dvc.yaml'] })).toEqual(['data/dvc.yaml:prepare unchanged']);
  expect(await states(workspace, { stages: ['data'] })).toEqual(['data/dvc.yaml:prepare unchanged']);
  expect(await states(workspace, { stages: ['models/dvc.yaml:train'], single: true })).toEqual([
    'models/dvc.yaml:train unchanged',
  ]);
  await expect(states(workspace, { stages: ['models/dvc.yaml:tran'] })).rejects.toThrow(
    "Did you mean 'models/dvc.yaml:train'?",
  );
});

test('what one file changes runs what depends on it in another, and leaves the locks of the rest alone', async () => {
  const workspace = await project();
  await states(workspace, { allPipelines: true });
  const before = await workspace.text('dvc.lock');
  await workspace.write({ 'data/raw.txt': 'other\n' });
  expect(await states(workspace, { allPipelines: true })).toEqual([
    'words unchanged',
    'data/dvc.yaml:prepare ran',
    'models/dvc.yaml:train ran',
  ]);
  expect(await workspace.text('dvc.lock')).toBe(before);
  // From wherever it is called, the same entries are meant.
  expect(await states(workspace, { folder: 'models', allPipelines: true })).toEqual([
    'data/dvc.yaml:prepare unchanged',
    'dvc.yaml:words unchanged',
    'train unchanged',
  ]);
});

test('stages of one name in two files stay apart; without a dvc.yaml at the root all files are meant', async () => {
  const stage = (text: string) => `stages:\n  make: {cmd: echo ${text} > out.txt, outs: [out.txt]}\n`;
  const workspace = await scratchWorkspace({
    '.dvc/config': '',
    'a/dvc.yaml': stage('a'),
    'b/dvc.yaml': stage('b'),
  });
  expect(await states(workspace)).toEqual(['a/dvc.yaml:make ran', 'b/dvc.yaml:make ran']);
  expect([await workspace.text('a/out.txt'), await workspace.text('b/out.txt')]).toEqual(['a\n', 'b\n']);
  expect(existsSync(workspace.path('dvc.lock'))).toBe(false);
});

test('mistakes of all files are told at once, each with its own file and line', async () => {
  const workspace = await project({
    'data/dvc.yaml': 'stages:\n  prepare: {cmd: x, deps: [raw.txt], outs: [../words.txt]}\n',
    'models/dvc.yaml': 'stages:\n  train: {cmd: x, dep: [a]}\n',
  });
  const error = await readPipeline(await open(workspace)).then(
    () => '',
    ({ message }: Error) => message,
  );
  expect(error).toContain(
    "data/dvc.yaml:2:38 stages.prepare.outs: '../words.txt' is also made by stage 'words'",
  );
  expect(error).toContain(
    "models/dvc.yaml:2:19 stages.train.dep: is not a key that can stand here. Did you mean 'deps'?",
  );
});

test('files in outputs, in ignored folders, of other projects and of another grammar are no part of the project', async () => {
  const stage = 'stages:\n  other: {cmd: "false", outs: [x]}\n';
  const workspace = await project({
    '.gitignore': 'venv/\n',
    '.dvcignore': 'attic/\n',
    'venv/dvc.yaml': stage,
    'attic/dvc.yaml': stage,
    'out/dvc.yaml': stage,
    'inner/.dvc/config': '',
    'inner/dvc.yaml': stage,
    'dvc.yaml': 'stages:\n  unpack: {cmd: "true", outs: [out]}\n',
    'pipelines.yaml': 'stages:\n  mine: {cmd: "true"}\n',
  });
  const names = async (file: string) =>
    (await readPipeline(await open(workspace, '', file))).pipeline.stages.map(({ name }) => name);
  expect(await names('dvc.yaml')).toEqual(['unpack', 'data/dvc.yaml:prepare', 'models/dvc.yaml:train']);
  expect(await names('pipelines.yaml')).toEqual(['mine']);
});

test('params of a file beside another dvc.yaml can be set, by name of the file', async () => {
  const workspace = await project();
  const set = (...assignments: string[]) => ({ allPipelines: true, set: assignments });
  expect(await states(workspace, set('models/params.yaml:c=9'))).toContain('models/dvc.yaml:train ran');
  expect(await workspace.text('models/params.yaml')).toBe('c: 9\n');
  expect(await workspace.text('models/metrics.json')).toBe('9\n');
  expect(existsSync(workspace.path('params.yaml'))).toBe(false);
  await expect(states(workspace, set('model/params.yaml:c=9'))).rejects.toThrow(
    "model/params.yaml does not exist; name it from the workspace's root",
  );
  await expect(states(workspace, set('cfg.toml:c=9'))).rejects.toThrow(
    'only YAML and JSON files can be changed',
  );
});

test('experiments record, list and restore the files and locks of the whole project', async () => {
  const workspace = await project();
  const opened = await open(workspace);
  const run = (c: number) =>
    runExperiments(opened, { allPipelines: true, set: [`models/params.yaml:c=${c}`], name: `c${c}` });
  expect(await run(5)).toMatchObject([{ state: 'recorded' }]);
  const lock = await workspace.text('models/dvc.lock');
  expect(await run(6)).toMatchObject([{ state: 'recorded' }]);
  const listed = await listExperiments(opened);
  expect(listed.map(({ name, params }) => [name, params['models/params.yaml']])).toEqual([
    ['workspace', { c: 6 }],
    ['c6', { c: 6 }],
    ['c5', { c: 5 }],
  ]);
  await restoreExperiment(opened, 'c5');
  expect(await workspace.text('models/dvc.lock')).toBe(lock);
  expect(await workspace.text('models/model')).toBe('TEXT\nw\n5\n');
  expect(await states(workspace, { allPipelines: true })).toContain('models/dvc.yaml:train unchanged');
});
