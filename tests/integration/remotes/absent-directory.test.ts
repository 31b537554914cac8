/** A remote in a directory that is not there: its disk may not be mounted, so nothing makes it but `docket remote add`. */
import { existsSync, rmSync } from 'node:fs';
import { addRemote, checkRemote } from '../../../libs/composition/manage-remotes.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { pushData } from '../../../libs/composition/push-data.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

test('a push and a check are refused with the remedy, and make nothing', async () => {
  const scratch = await scratchWorkspace({
    'a/pipelines.yaml': 'stages:\n  s: {cmd: echo > o, outs: [o]}\n',
  });
  const workspace = await openWorkspace(scratch.path('a'));
  await reproduce(workspace);
  const store = scratch.path('disk/store');
  const how = { makeDefault: true, replace: false };
  expect(await addRemote(workspace, 'store', { url: store }, how)).toBe(store);
  await expect(pushData(workspace, {})).resolves.toMatchObject({ done: 1, failed: [] });
  rmSync(store, { recursive: true });
  const refusal = { code: 'remote/missing-bucket', message: expect.stringContaining(`mkdir -p ${store}`) };
  await expect(pushData(workspace, {})).rejects.toMatchObject(refusal);
  const { signal } = new AbortController();
  await expect(checkRemote(workspace, undefined, signal)).rejects.toMatchObject(refusal);
  expect(existsSync(store)).toBe(false);
});
