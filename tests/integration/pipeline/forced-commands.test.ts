/** A command may read more than the pipeline knows of: where it is to run in any case, it does so for every file. */
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { reproduce, workspaceStatus } from '../../../libs/composition/reproduce.js';
import { docket } from '../../support/docket-process.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const stage = (more = '') =>
  `stages:\n  up:\n    cmd: cat rate "$DOCKET_ITEM" > "$DOCKET_OUTPUT"\n    each: in/*\n    outs: [out]\n${more}`;

test('--force runs every file of an each: anew', async () => {
  const { directory, write, text } = await scratchWorkspace({
    ...{ 'pipelines.yaml': stage(), rate: '1', 'in/a': 'A', 'in/b': 'B', 'in/same': 'A' },
  });
  const run = async (force: boolean) =>
    (await reproduce(await openWorkspace(directory), { force })).stages[0];
  expect(await run(false)).toMatchObject({ state: 'ran', items: { total: 3, ran: 3, cached: 0 } });
  await write({ rate: '2' });
  expect(await run(false)).toMatchObject({ state: 'unchanged' });
  expect(await run(true)).toMatchObject({ state: 'ran', items: { total: 3, ran: 3, cached: 0 } });
  expect([await text('out/a'), await text('out/same')]).toEqual(['2A', '2A']);
  expect(await run(false)).toMatchObject({ state: 'unchanged' });
});

test('so does always_changed, and the plan says so', async () => {
  const { directory, write, text } = await scratchWorkspace({
    ...{ 'pipelines.yaml': stage('    always_changed: true\n'), rate: '1', 'in/a': 'A' },
  });
  await reproduce(await openWorkspace(directory));
  await write({ rate: '2' });
  const [planned] = (await workspaceStatus(await openWorkspace(directory))).stages;
  expect(planned).toMatchObject({ state: 'stale', items: { total: 1, done: 0 } });
  const { stdout } = await docket(['repro'], directory);
  // Also of one file the table tells what became of it.
  expect(stdout).toMatch(/up +ran +1 +1 +0 /);
  expect(await text('out/a')).toBe('2A');
});
