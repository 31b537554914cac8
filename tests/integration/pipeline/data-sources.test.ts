/** A DVC project as it is: its `.dvc` files, cache, lock and nested pipelines; and made a workspace. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { existsSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { importDvc } from '../../../libs/composition/import-dvc.js';
import { findWorkspace, openWorkspace, pipelineFileOf } from '../../../libs/composition/open-workspace.js';
import { reproduce, workspaceStatus } from '../../../libs/composition/reproduce.js';
import { describeWithRealData, realData } from '../../support/real-data.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const run = async (workspace: ScratchWorkspace, stages: string[] = []) => {
  const opened = await openWorkspace(workspace.directory);
  const result = await reproduce(opened, { stages, jobs: 1 });
  return result.stages.map(
    ({ name, state, reason, error }) => `${name} ${state}: ${error?.message ?? reason}`,
  );
};
const status = async (workspace: ScratchWorkspace) =>
  (await workspaceStatus(await openWorkspace(workspace.directory))).stages
    .filter(({ state }) => state === 'stale')
    .map(({ name, reasons }) => `${name}: ${reasons.join('; ')}`);

/** Takes `x` from the params.yaml beside it. */
const TEMPLATED =
  'stages:\n  c:\n    foreach: [1, 2]\n    do: {cmd: "echo ${x} > f${item}", outs: ["f${item}"]}\nplots: [p.csv]\n';
/** One file that DVC tracks, md5 of 'one'. */
const TRACKED =
  '# kept\nouts:\n- md5: f97c5d29941bfb1b2fdab0874906ab82\n  size: 3\n  hash: md5\n  path: in.txt\n  desc: mine\n';
const project = () =>
  scratchWorkspace({
    '.dvc/config': '',
    'dvc.yaml': 'stages:\n  a: {cmd: cat data/in.txt > a, deps: [data/in.txt], outs: [a]}\n',
    'data/in.txt.dvc': TRACKED,
    'data/in.txt': 'one',
  });

describe('data of .dvc files', () => {
  test('comes before the stages that read it; unchanged, it costs nothing, save for what the cache lacks', async () => {
    const workspace = await project();
    expect(await run(workspace)).toEqual([
      ...['data/in.txt.dvc unchanged: output in.txt missing from the cache', 'a ran: never run'],
    ]);
    expect(await status(workspace)).toEqual([]);
    expect(await workspace.text('data/in.txt.dvc')).toBe(TRACKED);
  });

  test('changed, its file is brought up to date, with the rest of the file as it was', async () => {
    const workspace = await project();
    await run(workspace);
    await workspace.write({ 'data/in.txt': 'two' });
    expect(await status(workspace)).toEqual(['data/in.txt.dvc: in.txt: changed', 'a: data/in.txt: changed']);
    expect(await run(workspace)).toEqual([
      'data/in.txt.dvc ran: in.txt: changed',
      'a ran: data/in.txt: changed',
    ]);
    expect(await workspace.text('data/in.txt.dvc')).toBe(
      TRACKED.replace('f97c5d29941bfb1b2fdab0874906ab82', 'b8a9f715dbb64fd5c56e7783c6820a61'),
    );
  });

  test('missing, it comes from the cache of the project; from nowhere, the remedy is told', async () => {
    const workspace = await project();
    await workspace.write({ 'data/in.txt': 'two' });
    await run(workspace);
    rmSync(workspace.path('data/in.txt'));
    expect(existsSync(workspace.path('.dvc/cache/files/md5/b8/a9f715dbb64fd5c56e7783c6820a61'))).toBe(true);
    expect((await run(workspace))[0]).toBe('data/in.txt.dvc cached: output in.txt missing');
    expect(await workspace.text('data/in.txt')).toBe('two');
    rmSync(workspace.path('data/in.txt'));
    rmSync(workspace.path('.dvc/cache'), { recursive: true });
    expect((await run(workspace))[0]).toContain(
      'data/in.txt of data/in.txt.dvc is neither there nor in the cache; `docket pull` fetches it, or put it there.',
    );
  });

  test('only what the named stages need is looked at', async () => {
    const workspace = await project();
    await workspace.write({
      'other.txt.dvc': TRACKED.replace('in.txt', 'other.txt'),
      'dvc.yaml':
        'stages:\n  a: {cmd: cat data/in.txt > a, deps: [data/in.txt], outs: [a]}\n  b: {cmd: echo > b, outs: [b]}\n',
    });
    expect(await run(workspace, ['b'])).toEqual(['b ran: never run']);
    expect(await run(workspace, ['a'])).toHaveLength(2);
    expect(await run(workspace, ['data/in.txt.dvc'])).toEqual(['data/in.txt.dvc unchanged: nothing changed']);
  });

  test('needs no DVC beside it; what .dvcignore leaves out is none', async () => {
    const workspace = await scratchWorkspace({
      'pipelines.yaml': 'stages:\n  a: {cmd: cat data/in.txt > a, deps: [data/in.txt], outs: [a]}\n',
      'data/in.txt.dvc': TRACKED,
      'data/in.txt': 'one',
      '.dvcignore': 'fixtures\n',
      'fixtures/in.txt.dvc': TRACKED,
    });
    expect(await run(workspace)).toEqual([
      ...['data/in.txt.dvc unchanged: output in.txt missing from the cache', 'a ran: never run'],
    ]);
  });

  test('imported and lost, status and run say how it can be had; other content gets the md5 that DVC would write', async () => {
    const workspace = await project();
    const imported = `md5: 0\nfrozen: true\ndeps:\n- path: in.txt\n  repo:\n    url: https://example.invalid/r\n${TRACKED}`;
    await workspace.write({ 'data/in.txt.dvc': imported });
    rmSync(workspace.path('data/in.txt'));
    const told = '`dvc pull data/in.txt.dvc` fetches it from https://example.invalid/r, or put it there.';
    const { stages } = await workspaceStatus(await openWorkspace(workspace.directory));
    expect(stages[0]).toMatchObject({
      ...{ state: 'frozen', blocked: true },
      reasons: ['output in.txt missing', `not in the cache: ${told}`],
    });
    expect((await run(workspace))[0]).toContain(`is neither there nor in the cache; ${told}`);
    await workspace.write({ 'data/in.txt': 'two' });
    await run(workspace);
    // Of {"deps": [{"path": "in.txt", "repo": {…}}], "outs": [{"hash": "md5", "md5": "b8a9…", "path": "in.txt"}]}.
    expect(await workspace.text('data/in.txt.dvc')).toContain(
      'md5: 1b8f94f10ef33ea7d3a3e0c0c4033b9f\nfrozen: true\n',
    );
  });

  test('that is a stage of DVC before 1.0 is no data', async () => {
    const workspace = await project();
    await workspace.write({ 'old.dvc': `cmd: make\n${TRACKED}` });
    await expect(run(workspace)).rejects.toThrow(
      'old.dvc:1:1 cmd: makes this file a stage of DVC before 1.0',
    );
  });

  test('a damaged one is told with its line', async () => {
    const workspace = await project();
    await workspace.write({ 'data/in.txt.dvc': 'outs:\n- md5: x\n  size: many\n  path: in.txt\n' });
    await expect(run(workspace)).rejects.toThrow(
      'data/in.txt.dvc:3:3 outs[0].size: takes a number, not text.',
    );
  });
});

test('a DVC project is found from any of its directories, with the dvc.yaml of that directory', async () => {
  const workspace = await project();
  await workspace.write({ 'sub/deep/x': '', 'sub/dvc.yaml': 'stages: {}\n' });
  expect(findWorkspace(workspace.path('sub/deep'))).toBe(workspace.directory);
  expect(pipelineFileOf(workspace.directory, workspace.path('sub/deep'))).toBe('sub/dvc.yaml');
  expect(pipelineFileOf(workspace.directory, workspace.path('data'))).toBe('dvc.yaml');
  expect(pipelineFileOf(workspace.directory, workspace.path('data'), '../sub/dvc.yaml')).toBe('sub/dvc.yaml');
});

describe('import-dvc', () => {
  test('stages of subdirectories come along with what they last made; those that would change are left', async () => {
    const workspace = await project();
    await workspace.write({
      'sub/dvc.yaml': 'stages:\n  a: {cmd: cat ../a > b, deps: [../a], outs: [b]}\n',
      'own/params.yaml': 'x: 1\n',
      'own/dvc.yaml': TEMPLATED,
      'other/params.yaml': 'in: 1\nx: 2\n',
      'other/dvc.yaml': TEMPLATED,
      'params.yaml': 'in: 2\n',
      '.gitignore': '/a',
    });
    await reproduce(await openWorkspace(workspace.directory), { allPipelines: true });
    expect(await importDvc(workspace.directory)).toMatchObject({
      taken: ['dvc.yaml', 'own/dvc.yaml', 'sub/dvc.yaml'],
      left: [{ file: 'other/dvc.yaml', reason: expect.stringContaining('templates') }],
      stages: 4,
      sources: 1,
      locked: 4,
      problems: null,
    });
    expect(await run(workspace)).toEqual([
      'data/in.txt.dvc unchanged: nothing changed',
      'a unchanged: nothing changed',
      'c@1 unchanged: nothing changed',
      'c@2 unchanged: nothing changed',
      'sub-a unchanged: nothing changed',
    ]);
    expect(await workspace.text('pipelines.yaml')).toContain('own/p.csv');
    expect(await workspace.text('.gitignore')).toBe('/a\n/.docket/\n');
    expect(await workspace.text('pipelines.yaml')).toContain('# yaml-language-server: $schema=');
    await expect(importDvc(workspace.directory)).rejects.toMatchObject({ code: 'workspace/exists' });
  });

  test('what Docket cannot run is told with its line; where there is no project, so is that', async () => {
    const workspace = await scratchWorkspace({ 'dvc.yaml': 'stages:\n  a: {cmd: x, deps: ["s3://b/k"]}\n' });
    expect((await importDvc(workspace.directory)).problems).toContain('pipelines.yaml:3:22 stages.a.deps[0]');
    await expect(importDvc((await scratchWorkspace()).directory)).rejects.toMatchObject({
      code: 'workspace/missing',
    });
  });
});

describeWithRealData('a project that DVC 3.67 wrote', () => {
  test.each(['step1', 'step2'])('%s runs nothing, and its lock stays byte for byte', async (step) => {
    const workspace = await scratchWorkspace();
    await cp(realData(`dvc-vectors/${step}`), workspace.path('project'), { recursive: true, mode: 0 });
    const opened = await openWorkspace(workspace.path('project'));
    const lock = await workspace.text('project/dvc.lock');
    const { stages } = await reproduce(opened);
    expect(stages.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'labels.csv.dvc unchanged',
      'data/raw.dvc unchanged',
      'etl unchanged',
      'train unchanged',
    ]);
    await importDvc(workspace.path('project'));
    expect(await workspace.text('project/pipelines.lock')).toBe(lock);
  });
});

describe('.dvcignore', () => {
  const copy = 'stages:\n  a: {cmd: mkdir -p out && cp -r data out, deps: [data], outs: [out]}\n';
  const lockOf = (workspace: ScratchWorkspace) => workspace.text('pipelines.lock');

  test('what it names, in any folder, is no part of a directory: same hash, nothing stale', async () => {
    const bare = await scratchWorkspace({ 'pipelines.yaml': copy, 'data/a.txt': 'a', 'data/sub/b.txt': 'b' });
    expect(await run(bare)).toEqual(['a ran: never run']);
    const deps = /deps:[\s\S]*?outs:/.exec(await lockOf(bare))![0];
    const workspace = await scratchWorkspace({
      'pipelines.yaml': copy,
      '.dvcignore': '# notes\n*.tmp\n/data/cache/\n/data/**/.dvcignore\n',
      'data/a.txt': 'a',
      'data/half.tmp': 'half',
      'data/cache/deep/file': 'x',
      'data/.git/config': 'x',
      'data/sub/.dvcignore': 'b.*\n!b.txt\n',
      'data/sub/b.txt': 'b',
      'data/sub/b.log': 'noise',
    });
    expect(await run(workspace)).toEqual(['a ran: never run']);
    expect(await lockOf(workspace)).toContain(deps);
    await workspace.write({ 'data/half.tmp': 'more', 'data/cache/deep/new': 'y', 'data/sub/b.log': 'z' });
    expect(await status(workspace)).toEqual([]);
    await workspace.write({ '.dvcignore': '*.txt\n' });
    expect(await status(workspace)).toHaveLength(1);
  });

  test('what it names is no item', async () => {
    const workspace = await scratchWorkspace({
      'pipelines.yaml':
        'stages:\n  a: {each: in/**/*, cmd: cp "$DOCKET_ITEM" "$DOCKET_OUTPUT", outs: [out]}\n',
      '.dvcignore': 'in/drafts/\n',
      'in/one.txt': '1',
      'in/drafts/two.txt': '2',
    });
    expect(await run(workspace)).toEqual(['a ran: never run']);
    expect(existsSync(workspace.path('out/one.txt'))).toBe(true);
    expect(existsSync(workspace.path('out/drafts'))).toBe(false);
  });
});

test.each([
  ['params.py', 'class train:\n    rate = 1.0\n', 'class train:\n    rate = 2.0\n'],
  ['params.toml', '[train]\nrate = 1.0\n', '[train]\nrate = 2.0\n'],
  ['params.json', '{"train": {"rate": 1.0}}', '{"train": {"rate": 2.0}}'],
])('params in %s are locked as DVC locks them, and a change is told', async (file, before, after) => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': `stages:\n  a: {cmd: 'touch out', params: [${file}: [train.rate]], outs: [out]}\n`,
    [file]: before,
  });
  await run(workspace);
  expect(await workspace.text('pipelines.lock')).toContain(`    ${file}:\n        train.rate: 1.0\n`);
  expect(await status(workspace)).toEqual([]);
  await workspace.write({ [file]: after });
  expect(await status(workspace)).toEqual([`a: param ${file}:train.rate 1 → 2`]);
});
