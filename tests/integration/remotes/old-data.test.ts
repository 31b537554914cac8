/** Data as DVC 2 recorded it: push and pull, which cannot carry it, do not say that all is there; what they name works. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { fetchData, pullData } from '../../../libs/composition/pull-data.js';
import { pushData } from '../../../libs/composition/push-data.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

/** md5 of 'one'. */
const OLD = 'outs:\n- md5: f97c5d29941bfb1b2fdab0874906ab82\n  size: 3\n  path: in.txt\n';

test('is named with its remedy, sent once that was done, and fetched by DVC where it is missing', async () => {
  const workspace = await scratchWorkspace({
    ...{ '.dvc/config': '', 'in.txt.dvc': OLD, 'in.txt': 'one' },
    'dvc.yaml': 'stages:\n  a: {cmd: cat in.txt > a, deps: [in.txt], outs: [a]}\n',
  });
  mkdirSync(workspace.path('remote'));
  writeFileSync(workspace.path('remotes.yaml'), 'default: r\nremotes: {r: {url: remote}}\n');
  const opened = await openWorkspace(workspace.directory);
  await reproduce(opened);
  const lock = workspace.path('dvc.lock');
  writeFileSync(lock, readFileSync(lock, 'utf8').replaceAll(/ +hash: md5\n/g, ''));
  const unsent = async () => (await pushData(opened)).failed;
  expect(await unsent()).toEqual([
    {
      ...{ path: 'in.txt', code: 'remote/old-hash' },
      message: expect.stringContaining('Remove its md5 from in.txt.dvc, then run `docket repro in.txt.dvc`'),
    },
    { path: 'a', code: 'remote/old-hash', message: expect.stringContaining('`docket repro --force a`') },
  ]);

  renameSync(workspace.path('in.txt'), workspace.path('elsewhere'));
  const fetching = { command: 'docket pull', paths: ['in.txt'] };
  const message = expect.stringContaining('`dvc pull in.txt.dvc` fetches it');
  expect((await fetchData(opened, fetching)).failed).toMatchObject([{ path: 'in.txt', message }]);
  expect((await pullData(opened, fetching)).paths).toMatchObject([{ path: 'in.txt', error: { message } }]);
  renameSync(workspace.path('elsewhere'), workspace.path('in.txt'));
  expect((await pullData(opened, fetching)).paths).toEqual([]);

  writeFileSync(workspace.path('in.txt.dvc'), 'outs:\n- path: in.txt\n');
  await reproduce(opened);
  await reproduce(opened, { force: true });
  expect(await unsent()).toEqual([]);
});
