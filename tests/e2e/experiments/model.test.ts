/** The model of an experiment, restored, answers as it did on the day it was made. */
import { docket } from '../../support/docket-process.js';
import { hashesOf } from '../../support/experiment-workspace.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';
import { newDocument, trainedWorkspace } from '../../support/trained-workspace.js';

afterEach(removeScratchWorkspaces);
test('predictions of a restored model are identical, and its files too', async () => {
  const workspace = await trainedWorkspace();
  await workspace.write({ 'new.txt': newDocument('invoice') });
  const predict = async () =>
    JSON.parse((await docket(['predict', 'new.txt', '--json'], workspace.directory)).stdout);
  const run = (...args: string[]) => docket(['exp', ...args, '--quiet'], workspace.directory);
  const answers: Record<string, unknown> = {};
  const hashes: Record<string, Record<string, string>> = {};
  for (const [name, set] of [
    ['first', 'train.seed=1'],
    ['masked', 'clean-text.mask_digits=false'],
  ] as const) {
    expect((await run('run', '--set', set, '--name', name)).code).toBe(0);
    answers[name] = await predict();
    hashes[name] = hashesOf(workspace);
  }
  expect(answers.masked).not.toEqual(answers.first);
  for (const name of ['first', 'masked']) {
    expect((await run('restore', name)).code).toBe(0);
    expect(hashesOf(workspace)).toEqual(hashes[name]);
    expect(await predict()).toEqual(answers[name]);
  }
});
