/** A search for a better recipe in worker threads: each trial told, the same model twice, stopped when asked to. */
import { docket, startDocket } from '../../support/docket-process.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';
import { textWorkspace } from '../../support/text-workspace.js';

afterEach(removeScratchWorkspaces);
test('tries as many recipes as wanted, and the same documents give the same model', async () => {
  const workspace = await textWorkspace(8);
  const { directory } = workspace;
  const train = ['repro', 'train', '--set', 'train.search.trials=4'];
  const first = await docket(train, directory);
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(/trial \d: the recipe as it is → \d+\.\d % right, log loss/);
  const index = await workspace.text('models/classifier/bundle.json');
  expect(JSON.parse(index).search.trials).toHaveLength(4);
  expect((await docket([...train, '--force', '--quiet'], directory)).code).toBe(0);
  expect(await workspace.text('models/classifier/bundle.json')).toBe(index);
});

test('a search that is stopped ends at once and leaves no model', async () => {
  const workspace = await textWorkspace(8);
  const search = ['repro', 'train', '--set', 'train.search.trials=10000'];
  const running = startDocket(search, workspace.directory);
  await running.says('trial 1:');
  running.child.kill('SIGINT');
  const { code, stderr } = await running.ended;
  expect(code).toBe(1);
  expect(stderr).toContain('pipeline/interrupted');
  await expect(workspace.text('models/classifier/bundle.json')).rejects.toThrow('ENOENT');
});
