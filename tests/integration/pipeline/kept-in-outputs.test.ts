/** No output takes a project's own files with it. */
import { existsSync } from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { reproduce, workspaceStatus } from '../../../libs/composition/reproduce.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';

afterEach(removeScratchWorkspaces);

const TRACKED = 'outs:\n- md5: f97c5d29941bfb1b2fdab0874906ab82\n  size: 3\n  hash: md5\n  path: in.txt\n';

test('what a project is run by, in an output, is refused with its place before anything runs', async () => {
  const workspace = await scratchWorkspace({
    '.dvc/config': '',
    'dvc.yaml': [
      'stages:',
      '  first: {cmd: echo 1 > first, outs: [first]}',
      '  a: {cmd: mkdir -p data && echo 1 > data/y, outs: [data]}',
      '  b: {cmd: mkdir -p sub && echo 1 > sub/y, outs: [sub: {cache: false}]}',
      '  c: {cmd: mkdir -p repo && echo 1 > repo/y, plots: [repo: {persist: true}]}',
      '',
    ].join('\n'),
    'data/deep/in.txt.dvc': TRACKED,
    'data/deep/in.txt': 'one',
    'sub/dvc.yaml': 'stages: {}\n',
    'repo/.git/config': '',
  });
  const error = await rejectionOf(reproduce(await openWorkspace(workspace.directory)));
  expect(error).toMatchObject({ code: 'pipeline/output-conflict' });
  expect(error.message).toContain(
    "dvc.yaml:3:46 stages.a.outs: 'data' contains 'data/deep/in.txt.dvc', what Docket, DVC or git works by, and would be deleted. Write to another path.",
  );
  expect(error.message).toContain("dvc.yaml:4:44 stages.b.outs: 'sub' contains 'sub/dvc.yaml',");
  expect(error.message).toContain("dvc.yaml:5:46 stages.c.plots: 'repo' contains 'repo/.git',");
  expect(await rejectionOf(workspaceStatus(await openWorkspace(workspace.directory)))).toMatchObject({
    message: error.message,
  });
  expect(existsSync(workspace.path('first'))).toBe(false);
  expect(await workspace.text('data/deep/in.txt')).toBe('one');
});

test.each(['true', 'false'])(
  'what a stage made itself (cache: %s) may go, what came beside it may not',
  async (cache) => {
    const workspace = await scratchWorkspace({
      'dvc.yaml': `stages:\n  a: {cmd: mkdir -p out/.git && cp in out/dvc.yaml, deps: [in], outs: [out: {cache: ${cache}}]}\n`,
      in: '1',
    });
    const run = async () => reproduce(await openWorkspace(workspace.directory));
    await run();
    await workspace.write({ in: '2' });
    expect((await run()).stages).toMatchObject([{ state: 'ran' }]);
    await workspace.write({ in: '3', 'out/more.dvc': TRACKED });
    expect((await rejectionOf(run())).message).toContain("contains 'out/more.dvc'");
  },
);
