/** Notes the model that came of a run, for the registry. */
import type { Pipeline } from '#contracts/pipeline.js';
import type { StageReport } from '#contracts/pipeline-event.js';
import { modelDirectoryOf } from '../model-directory.js';
import type { Workspace } from '../open-workspace.js';
import { noteWorkspaceModel } from './model-notes.js';

/**
 * Nothing where the run was of stages that make no model.
 * @param command that ran, for the history
 * @param metrics of the run's stages, which are the model's where they evaluated it
 */
export async function noteRun(
  workspace: Workspace,
  pipeline: Pick<Pipeline, 'stages'>,
  command: string,
  { stages, metrics }: { stages: readonly StageReport[]; metrics: Record<string, unknown> },
): Promise<void> {
  const [training, evaluation] = (['train', 'eval'] as const).map((used) =>
    stages.find(({ name }) => pipeline.stages.some((stage) => stage.name === name && stage.uses === used)),
  );
  if (training === undefined || training.state === 'failed') return;
  const evaluated = evaluation !== undefined && !['failed', 'skipped'].includes(evaluation.state);
  const origin = { cause: `Made by ${command}.`, metrics: evaluated ? metrics : null };
  await noteWorkspaceModel(workspace, modelDirectoryOf(workspace, pipeline), origin).catch(
    (error: unknown) => {
      // A store that is away or a full disk costs no run: whoever opens the registry next notes the model.
      if ((error as { code?: string }).code === undefined) throw error;
    },
  );
}
