/** The model of an experiment, restored, answers as it did on the day it was made, and is registered with its figures. */
import type { ModelPage } from '#contracts/model-version.schema.js';
import { docket, startDocket } from '../../support/docket-process.js';
import { hashesOf } from '../../support/experiment-workspace.js';
import { testLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';
import { newDocument, trainedWorkspace } from '../../support/trained-workspace.js';

afterEach(removeScratchWorkspaces);
testLong('predictions of a restored model are identical, and its files too', async () => {
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

  // Of a sweep the registry knows what answers: here the one that was restored. 'first' is the model of the training
  // without `eval`, and brought its figures.
  expect((await run('run', '--set', 'train.text.cost=2,3', '--name', 'sweep')).code).toBe(0);
  expect((await run('restore', 'sweep-2')).code).toBe(0);
  const { stdout } = await docket(['model', 'list', '--json'], workspace.directory);
  const { models } = JSON.parse(stdout) as ModelPage;
  expect(models.map(({ number, cause, aliases }) => [number, cause, aliases])).toEqual([
    [3, 'Brought back by docket exp restore sweep-2.', ['live']],
    [2, 'Made by docket exp run (masked).', []],
    [1, 'Made by docket repro train.', []],
  ]);
  for (const { metrics } of models)
    expect(metrics).toMatchObject({ 'metrics/eval.json': { accuracy: expect.any(Number) } });
});

testLong(
  'a sweep leaves metrics, report and model as they were, and none of its models ever answers',
  async () => {
    const workspace = await trainedWorkspace();
    await workspace.write({ 'new.txt': newDocument('invoice') });
    expect((await docket(['repro', '--quiet'], workspace.directory)).code).toBe(0);
    const before = hashesOf(workspace);
    const version = async () => {
      const [answer] = JSON.parse(
        (await docket(['predict', 'new.txt', '--json'], workspace.directory)).stdout,
      );
      return answer.model.version as string;
    };
    const live = await version();

    const sweep = startDocket(['exp', 'run', '--set', 'train.text.cost=3,10'], workspace.directory);
    await sweep.says('2/2');
    sweep.child.kill('SIGKILL');
    await sweep.ended;
    const { 'models/classifier/bundle.json': trial } = hashesOf(workspace);
    expect(trial).not.toBe(before['models/classifier/bundle.json']);
    expect(await version()).toBe(live);

    const rest = await docket(['exp', 'run', '--run-all'], workspace.directory);
    expect([rest.code, rest.stderr]).toEqual([0, expect.stringContaining('had been killed')]);
    expect(hashesOf(workspace)).toEqual(before);
    expect(await version()).toBe(live);
    const { stdout } = await docket(['status', '--json'], workspace.directory);
    expect(JSON.parse(stdout).stages.map(({ state }: { state: string }) => state)).not.toContain('stale');
    const { models } = JSON.parse((await docket(['model', 'list', '--json'], workspace.directory)).stdout);
    expect(models).toMatchObject([{ version: live, aliases: ['live'] }]);
  },
);
