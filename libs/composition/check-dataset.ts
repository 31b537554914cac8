/** Checks the labels of a workspace's documents, read and prepared first where that is not up to date. */
import { TrainParamsSchema } from '#config/params/train.params.js';
import { DomainError } from '#contracts/domain-error.js';
import type { LabelCheck } from '#contracts/label-check.schema.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { checkLabels } from '#core/evaluation/check-labels.js';
import { decodeTrainingData } from '#core/learning/training-data.js';
import type { Workspace } from './open-workspace.js';
import { readBundle } from './read-bundle.js';
import { readPipeline, reproduce } from './reproduce.js';
import type { RunParts } from './run-world.js';

export interface CheckDatasetOptions extends RunParts {
  signal: AbortSignal;
  /** False: fail where another process holds the workspace. */
  wait?: boolean;
  onEvent?: (event: PipelineEvent) => void;
}

/** @throws DomainError 'pipeline/unknown-stage' where no stage makes a dataset, what preprocess throws, 'pipeline/interrupted' */
export async function checkDataset(
  workspace: Workspace,
  { signal, onEvent = () => undefined, ...parts }: CheckDatasetOptions,
): Promise<LabelCheck> {
  const loaded = await readPipeline(workspace, parts);
  const { stages } = loaded.pipeline;
  const preparing = stages.find(({ uses }) => uses === 'preprocess');
  const [output] = preparing?.outputs ?? [];
  if (!preparing || !output) {
    throw new DomainError(
      'pipeline/unknown-stage',
      `No stage of ${loaded.pipeline.file} makes a dataset, so there are no labels to check. Add a stage with \`uses: preprocess\`; \`docket init DIR\` writes an example.`,
    );
  }
  const result = await reproduce(workspace, {
    ...parts,
    stages: [preparing.name],
    command: 'docket data check',
    signal,
    onEvent,
  });
  const failed = result.stages.find(({ error }) => error !== undefined);
  if (failed?.error) throw new DomainError(failed.error.code, failed.error.message);
  const data = decodeTrainingData((await readBundle(workspace.files.absolute(output.path))) ?? {});
  const training = stages.find(({ uses }) => uses === 'train');
  const params = training ? Object.assign({}, ...Object.values(loaded.params(training))) : {};
  const settings = TrainParamsSchema.parse(params.train ?? {});
  const stage = 'check';
  onEvent({ type: 'stage-started', stage, reason: 'every document judged without having seen it', total: 2 });
  return checkLabels(data, settings, {
    signal,
    progress: (done, total, note) =>
      onEvent({ type: 'stage-progress', stage, done, total, ran: done, cached: 0, failed: 0, note }),
  });
}
