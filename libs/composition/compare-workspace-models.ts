/** Two models of a workspace, its revisions or experiments, side by side on the documents kept back for testing. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';
import type { ModelComparison } from '#contracts/evaluation.schema.js';
import type { OutputSpec, Pipeline } from '#contracts/pipeline.js';
import { describeComparison } from '#core/evaluation/describe-comparison.js';
import { decodeModel } from '#core/learning/decode-model.js';
import { BUNDLE_INDEX } from '#core/learning/encode-model.js';
import type { LinearModel } from '#core/learning/linear-model.js';
import { decodeTrainingData } from '#core/learning/training-data.js';
import { openModelStore } from './models/model-store.js';
import { withModels } from './models/open-models.js';
import type { Workspace } from './open-workspace.js';
import { bundleAt, readBundle } from './read-bundle.js';
import { presentState, stateNamed, statePipeline } from './workspace-states.js';

/** What the registry means before git may: no commit is told by so few digits. */
const REGISTERED = /^(\d{1,3}|live|latest)$/;

/**
 * @param names a directory with a bundle, a version of the registry by its number, 'live' or 'latest', an experiment,
 *   a git revision, or 'workspace'
 * @param cwd where relative directories start
 * @throws DomainError 'model/missing', 'pipeline/missing-input' without a dataset, 'request/invalid' for a name that is nothing
 */
export async function compareWorkspaceModels(
  workspace: Workspace,
  names: readonly [string, string],
  cwd: string,
  log: (sentence: string) => void,
): Promise<ModelComparison> {
  const present = presentState(workspace);
  const output = outputOf(await statePipeline(present), 'preprocess');
  const dataset = output && (await bundleAt(workspace, present, output));
  if (!dataset) {
    throw new DomainError(
      'pipeline/missing-input',
      'There is no dataset to compare on yet. Make one: docket repro preprocess.',
    );
  }
  const data = decodeTrainingData(dataset);
  const [first, second] = [
    await modelNamed(workspace, names[0], cwd, log),
    await modelNamed(workspace, names[1], cwd, log),
  ];
  return describeComparison(first, second, data);
}

async function modelNamed(
  workspace: Workspace,
  name: string,
  cwd: string,
  log: (sentence: string) => void,
): Promise<LinearModel> {
  const directory = resolve(cwd, name);
  if (existsSync(join(directory, BUNDLE_INDEX))) return decodeModel((await readBundle(directory)) ?? {});
  if (REGISTERED.test(name)) {
    const { signature } = await withModels(workspace, log, (models) => models.find(name));
    return decodeModel(await (await openModelStore(workspace)).restore(signature));
  }
  const state = await stateNamed(workspace, name);
  const output = outputOf(await statePipeline(state), 'train');
  const bundle = output && (await bundleAt(workspace, state, output));
  if (!bundle) {
    throw new DomainError(
      'model/missing',
      `'${name}' has no model here: it was never trained, or is not in the cache. Get it with \`docket fetch\`, or train one: docket repro.`,
      { name },
    );
  }
  return decodeModel(bundle);
}

const outputOf = (pipeline: Pipeline, stage: string): OutputSpec | undefined =>
  pipeline.stages.find(({ uses }) => uses === stage)?.outputs[0];
