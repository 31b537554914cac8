/** Params that templates alone read: an experiment that sets them is told from others by them. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import {
  experimentSide,
  listExperiments,
} from '../../../libs/composition/experiments/describe-experiments.js';
import { runExperiments } from '../../../libs/composition/experiments/run-experiments.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

test('what was set is a param of the experiment, of the workspace and of the others, though no stage names it', async () => {
  const { directory } = await scratchWorkspace({
    'pipelines.yaml': 'vars: [v.yaml]\nstages:\n  s:\n    cmd: echo ${x} ${deep.q[0]} > o\n    outs: [o]\n',
    'params.yaml': 'x: 1\nunused: 9\n',
    'v.yaml': 'deep: {q: [1, 2]}\n',
  });
  const workspace = await openWorkspace(directory);
  await runExperiments(workspace, { set: ['x=2'], name: 'one', jobs: 1 });
  await runExperiments(workspace, { set: ['v.yaml:deep.q=[3, 4]'], name: 'two', jobs: 1 });
  const views = await listExperiments(workspace);
  expect(Object.fromEntries(views.map(({ name, params }) => [name, params]))).toEqual({
    workspace: { 'params.yaml': { x: 2 }, 'v.yaml': { 'deep.q': [3, 4] } },
    two: { 'params.yaml': { x: 2 }, 'v.yaml': { 'deep.q': [3, 4] } },
    one: { 'params.yaml': { x: 2 }, 'v.yaml': { 'deep.q': [1, 2] } },
  });
  expect((await experimentSide(workspace, 'one')).params).toEqual(views.at(-1)!.params);
});
