/** Notes the model that came of a run, or came back with an experiment, for the registry. */
import type { Pipeline } from '#contracts/pipeline.js';
import type { StageReport } from '#contracts/pipeline-event.js';
import type { StageName } from '#contracts/stage.js';
import { modelDirectoryOf } from '../model-directory.js';
import type { Workspace } from '../open-workspace.js';
import { readMetrics } from '../read-metrics.js';
import { type ModelOrigin, noteWorkspaceModel } from './model-notes.js';

type Stages = Pick<Pipeline, 'stages'>;

/**
 * Nothing where the run was of stages that make no model.
 * @param command that ran, for the history
 * @param metrics of the run's stages, which are the model's where they evaluated it
 */
export async function noteRun(
  workspace: Workspace,
  pipeline: Stages,
  command: string,
  { stages, metrics }: { stages: readonly StageReport[]; metrics: Record<string, unknown> },
): Promise<void> {
  const stateOf = (used: StageName) =>
    stages.find(({ name }) => isOf(pipeline, used, name))?.state ?? 'skipped';
  const [training, evaluation] = [stateOf('train'), stateOf('eval')];
  if (training === 'skipped' || training === 'failed') return;
  const evaluated = evaluation !== 'skipped' && evaluation !== 'failed';
  await note(workspace, pipeline, { cause: `Made by ${command}.`, metrics: evaluated ? metrics : null });
}

/** @param stages of the experiment, as their run left them; nothing where none of them makes a model */
export async function noteRestored(
  workspace: Workspace,
  pipeline: Stages,
  command: string,
  stages: readonly string[],
): Promise<void> {
  const has = (used: StageName) => stages.some((name) => isOf(pipeline, used, name));
  if (!has('train')) return;
  const files = pipeline.stages
    .filter(({ name }) => stages.includes(name))
    .flatMap(({ outputs }) => outputs.filter(({ role }) => role === 'metric'));
  const metrics = has('eval') ? await readMetrics(workspace, files) : null;
  await note(workspace, pipeline, { cause: `Brought back by ${command}.`, metrics });
}

const isOf = ({ stages }: Stages, used: StageName, name: string): boolean =>
  stages.some((stage) => stage.name === name && stage.uses === used);

async function note(workspace: Workspace, pipeline: Stages, origin: ModelOrigin): Promise<void> {
  await noteWorkspaceModel(workspace, modelDirectoryOf(workspace, pipeline), origin).catch(
    (error: unknown) => {
      // A store that is away or a full disk costs no run: whoever opens the registry next notes the model.
      if ((error as { code?: string }).code === undefined) throw error;
    },
  );
}
