/** A sweep whose every run would end in the same way is refused once; a failed one keeps its name, and is told as that. */
import { ExperimentQueue } from '../../../libs/composition/experiments/experiment-queue.js';
import { runExperiments } from '../../../libs/composition/experiments/run-experiments.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { experimentWorkspace, git } from '../../support/experiment-workspace.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

test('an output that git keeps is told before anything is queued', async () => {
  const scratch = await experimentWorkspace(true);
  await scratch.write({ 'model/1': 'mine' });
  git(scratch, 'add', '-f', 'model/1');
  const workspace = await openWorkspace(scratch.directory);
  const sweep = runExperiments(workspace, { set: ['train.c=2,3'], name: 'e' });
  await expect(sweep).rejects.toMatchObject({ code: 'pipeline/output-conflict' });
  expect(new ExperimentQueue(workspace).list()).toEqual([]);
});

test('a name that a failed one keeps is told as that, with what helps', async () => {
  const scratch = await experimentWorkspace(true);
  await scratch.write({ 'train.sh': 'exit 3\n' });
  const workspace = await openWorkspace(scratch.directory);
  const sweep = () => runExperiments(workspace, { set: ['train.c=2,3'], name: 'e' });
  expect((await sweep()).map(({ state }) => state)).toEqual(['failed', 'failed']);
  await expect(sweep()).rejects.toMatchObject({
    ...{
      code: 'experiment/exists',
      message: expect.stringMatching(/'e-1' has failed.*docket exp remove e-1/),
    },
  });
});
