/** Data that a `.dvc` file keeps from remotes, as of an import: a pull that cannot bring it does not say that all is there. */
import { rmSync } from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { checkout, pullData } from '../../../libs/composition/pull-data.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

/** md5 of 'one'. */
const IMPORTED = `frozen: true
deps:
- path: data/in.txt
  repo: {url: https://example.invalid/r, rev_lock: abc}
outs:
- {md5: f97c5d29941bfb1b2fdab0874906ab82, size: 3, hash: md5, path: in.txt, push: false}
`;

test('comes from the cache; where that lacks it, it is named with the remedy', async () => {
  const workspace = await scratchWorkspace({
    ...{ '.dvc/config': '', 'in.txt.dvc': IMPORTED, 'in.txt': 'one' },
    'dvc.yaml': 'stages:\n  a: {cmd: cat in.txt > a, deps: [in.txt], outs: [a]}\n',
  });
  const opened = await openWorkspace(workspace.directory);
  await reproduce(opened);
  const pull = async () => (await pullData(opened, { command: 'docket pull', paths: ['in.txt'] })).paths;
  rmSync(workspace.path('.dvc/cache'), { recursive: true, force: true });
  rmSync(workspace.path('in.txt'));
  expect(await pull()).toMatchObject([
    {
      ...{ path: 'in.txt', state: 'failed' },
      error: {
        code: 'remote/missing-object',
        message: expect.stringContaining('`dvc pull in.txt.dvc` fetches it from https://example.invalid/r'),
      },
    },
  ]);
  await opened.cache.store((await scratchWorkspace({ x: 'one' })).path('x'));
  expect(await pull()).toMatchObject([{ path: 'in.txt', state: 'restored' }]);
});

test('of an import from an address, which remotes may have, checkout names both ways to it', async () => {
  const workspace = await scratchWorkspace({
    ...{ '.dvc/config': '', 'dvc.yaml': 'stages: {}\n' },
    'in.txt.dvc':
      'deps:\n- path: https://example.invalid/in\nouts:\n- {md5: f97c5d29941bfb1b2fdab0874906ab82, hash: md5, path: in.txt}\n',
  });
  const [report] = await checkout(await openWorkspace(workspace.directory), { command: 'docket checkout' });
  expect(report?.error?.message).toContain(
    '`docket pull` brings it from the remote. Else `dvc update in.txt.dvc`',
  );
});

test('what lies in the workspace whole goes into the cache from there, and nothing is fetched', async () => {
  const workspace = await scratchWorkspace({
    ...{ 'in.txt': 'one', 'remotes.yaml': 'remotes:\n  r:\n    url: remote\n' },
    'pipelines.yaml': 'stages:\n  a: {cmd: cat in.txt > a, deps: [in.txt], outs: [a]}\n',
  });
  await reproduce(await openWorkspace(workspace.directory));
  rmSync(workspace.path('.docket/cache'), { recursive: true, force: true });
  const opened = await openWorkspace(workspace.directory);
  const { fetched, paths } = await pullData(opened, { command: 'docket pull' });
  expect(fetched).toMatchObject({ done: 0, failed: [] });
  expect(paths.every(({ state }) => state === 'unchanged')).toBe(true);
  expect(await opened.cache.has('f97c5d29941bfb1b2fdab0874906ab82')).toBe(true);
});
