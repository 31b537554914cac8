/** What the cache must keep, and a remote must have, for experiments to come back: for `gc`, push and pull. */
import { DomainError } from '#contracts/domain-error.js';
import { isOld } from '#core/pipeline/old-hashes.js';
import type { Workspace } from '../open-workspace.js';
import type { WorkspaceState } from '../workspace-state.js';
import { stateTreesOf } from '../workspace-states.js';
import { type Experiment, ExperimentBook } from './experiment-book.js';

export interface ObjectPlace {
  md5: string;
  remote: string | undefined;
}

export interface ExperimentObjects {
  /** Of the experiment. */
  name: string;
  /** ISO 8601. */
  created: string;
  /** md5s, '….dir' for directories, whose files count too. */
  objects: string[];
  /** Those of them that are sent, each by the remote that it belongs to; undefined: the default. */
  places: ObjectPlace[];
  /** Those of them that DVC 2 recorded, under a hash of other line ends: no remote of today has them by that name. */
  old: { path: string; md5: string }[];
  /** Paths of outputs that go to no remote (`push: false`). */
  unsent: string[];
}

/**
 * Of every recorded experiment, oldest first.
 * @throws DomainError where one cannot be read: whoever deletes objects must know of all
 */
export async function experimentObjects(workspace: Workspace): Promise<ExperimentObjects[]> {
  const book = new ExperimentBook(workspace);
  const found: ExperimentObjects[] = [];
  for (const experiment of await book.list())
    found.push(await objectsOf(workspace, book.state(experiment), experiment));
  return found;
}

export async function objectsOf(
  workspace: Workspace,
  state: WorkspaceState,
  { name, created, stages }: Experiment,
): Promise<ExperimentObjects> {
  try {
    const trees = await stateTreesOf(workspace, state, stages);
    const places = new Map(
      trees
        .filter(({ push }) => push)
        .map(({ entry: { md5 }, remote }) => [`${md5} ${remote ?? ''}`, { md5, remote }]),
    );
    return {
      ...{ name, created, objects: [...new Set(trees.map(({ entry }) => entry.md5))] },
      places: [...places.values()],
      old: trees.flatMap(({ path, entry }) => (isOld(entry) ? [{ path, md5: entry.md5 }] : [])),
      unsent: trees.filter(({ push }) => !push).map(({ path }) => path),
    };
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    throw new DomainError(
      cause.code,
      `Experiment '${name}': ${cause.message} Mend it, or forget it: docket exp remove ${name}.`,
      cause.details,
      { cause },
    );
  }
}
