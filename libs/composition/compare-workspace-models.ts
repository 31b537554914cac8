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
import type { WorkspaceState } from './workspace-state.js';
import { presentState, stateNamed, statePipeline } from './workspace-states.js';

/** What the registry means before git may: no commit is told by so few digits. Any other name may be git's. */
const REGISTERED = /^(\d{1,3}|live|latest)$/;

/**
 * @param names a directory with a bundle, an experiment, a git revision, 'workspace', or in the registry a
 *   version, its number or an alias
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
  const places = [await placeOf(workspace, names[0], cwd), await placeOf(workspace, names[1], cwd)] as const;
  const signatures = await signaturesOf(workspace, places, log);
  const model = (place: Place) => modelAt(workspace, place, signatures);
  return describeComparison(await model(places[0]), await model(places[1]), data);
}

/** Where the model that somebody named lies. */
type Place =
  | { readonly bundle: string }
  | { readonly state: WorkspaceState }
  /** In the registry. `otherwise` tells what else the name is not. */
  | { readonly version: string; readonly otherwise?: DomainError };

async function placeOf(workspace: Workspace, name: string, cwd: string): Promise<Place> {
  const directory = resolve(cwd, name);
  if (existsSync(join(directory, BUNDLE_INDEX))) return { bundle: directory };
  if (REGISTERED.test(name)) return { version: name };
  try {
    return { state: await stateNamed(workspace, name) };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'request/invalid')
      return { version: name, otherwise: error };
    throw error;
  }
}

/** What the registry has under these names; it is opened once, and only where one of them may be its own. */
async function signaturesOf(
  workspace: Workspace,
  places: readonly Place[],
  log: (sentence: string) => void,
): Promise<ReadonlyMap<string, string>> {
  const named = places.filter((place) => 'version' in place);
  if (named.length === 0) return new Map();
  return withModels(workspace, log, async (models) => {
    const signatures = new Map<string, string>();
    for (const { version, otherwise } of named) {
      const found = await models.find(version).catch((error: unknown) => {
        throw otherwise && error instanceof DomainError && error.code === 'model/unknown-version'
          ? new DomainError(otherwise.code, `${otherwise.message} ${error.message}`, otherwise.details)
          : error;
      });
      signatures.set(version, found.signature);
    }
    return signatures;
  });
}

async function modelAt(
  workspace: Workspace,
  place: Place,
  signatures: ReadonlyMap<string, string>,
): Promise<LinearModel> {
  if ('bundle' in place) return decodeModel((await readBundle(place.bundle)) ?? {});
  if ('version' in place) {
    return decodeModel(await (await openModelStore(workspace)).restore(signatures.get(place.version)!));
  }
  const { state } = place;
  const output = outputOf(await statePipeline(state), 'train');
  const bundle = output && (await bundleAt(workspace, state, output));
  if (!bundle) {
    throw new DomainError(
      'model/missing',
      `'${state.label}' has no model here: it was never trained, or is not in the cache. Get it with \`docket fetch\`, or train one: docket repro.`,
      { name: state.label },
    );
  }
  return decodeModel(bundle);
}

const outputOf = (pipeline: Pipeline, stage: string): OutputSpec | undefined =>
  pipeline.stages.find(({ uses }) => uses === stage)?.outputs[0];
