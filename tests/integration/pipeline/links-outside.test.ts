/** A folder that is a link out of the workspace is followed, and said to be one. */
import { symlinkSync } from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

test('one warning names the link; links within the workspace need none', async () => {
  const elsewhere = await scratchWorkspace({ 'scans/a': '' });
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  s: {cmd: ls -R in > o, deps: [in], outs: [o]}\n',
    ...{ 'in/x': '', 'other/y': '' },
  });
  symlinkSync(elsewhere.path('scans'), workspace.path('in/far'));
  symlinkSync('../other', workspace.path('in/near'));
  const run = async () => (await reproduce(await openWorkspace(workspace.directory))).stages[0];
  const warnings = [
    { path: 'in/far', code: 'workspace/linked-outside', message: expect.stringContaining('outside the') },
  ];
  expect(await run()).toMatchObject({ state: 'ran', warnings });
  expect(await run()).toMatchObject({ state: 'unchanged', warnings });
});
