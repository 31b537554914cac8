/** Runs one experiment in the workspace and records it. */

import type { Workspace } from '../open-workspace.js';
import type { ReproduceOptions, ReproduceResult } from '../reproduce.js';
import { reproduceHeld } from '../reproduce.js';
import type { ExperimentBook } from './experiment-book.js';
import type { ExperimentQueue } from './experiment-queue.js';
import { experimentStart } from './experiment-start.js';
import { recordExperiment } from './record-experiment.js';
import { type Placement, putInPlace, returnWorkspace } from './return-workspace.js';

export interface RunExperimentsOptions extends ReproduceOptions {
  /** Of the one experiment, or of all of a sweep with a number behind it. */
  name?: string;
  /** Only queue them. */
  queue?: boolean;
  /** Run all that are queued. */
  runAll?: boolean;
  onExperiment?: (experiment: { name: string; set: readonly string[]; number: number; of: number }) => void;
}

export interface ExperimentOutcome {
  name: string;
  state: 'recorded' | 'queued' | 'failed';
  set: string[];
  /** Null where it did not run. */
  run: ReproduceResult | null;
  error?: { code: string; message: string };
}

/** What every step of a call works with. */
export interface Session {
  workspace: Workspace;
  book: ExperimentBook;
  queue: ExperimentQueue;
  options: RunExperimentsOptions;
}

export interface RunOneOptions {
  /** The commit that its code is compared with; null: the present one. */
  baseline?: string | null;
  /** When all is in place. */
  begins?: () => Promise<void>;
}

/** Under the workspace's mutex. @param placement what it is run with; null: the workspace as it is */
export async function runOne(
  { workspace, book, options }: Pick<Session, 'workspace' | 'book' | 'options'>,
  name: string,
  set: string[],
  placement: Placement | null,
  { baseline = null, begins = async () => undefined }: RunOneOptions = {},
): Promise<ExperimentOutcome> {
  if (placement !== null)
    for (const path of await putInPlace(workspace, placement)) options.onEvent?.({ type: 'kept', path });
  await begins();
  const start = await experimentStart(workspace, book, placement?.texts, baseline);
  const { set: _, ...rest } = options;
  const run = await reproduceHeld(workspace, { ...rest, begun: start.read });
  const failed = run.stages.find(({ state }) => state === 'failed');
  if (failed !== undefined) return { name, state: 'failed', set, run, error: failed.error! };
  const stages = run.stages.map((stage) => stage.name);
  const note = {
    name,
    created: new Date().toISOString(),
    group: run.pipeline,
    run_id: run.run_id,
    stages,
    set,
  };
  await recordExperiment(workspace, book, start, note, options);
  return { name, state: 'recorded', set, run };
}

/** Nothing where the experiment's state is to stay. */
export async function putBack({ workspace, options }: Session): Promise<void> {
  const returned = await returnWorkspace(workspace);
  for (const path of returned?.kept ?? []) options.onEvent?.({ type: 'kept', path });
  if (returned?.lacking.length) options.onEvent?.({ type: 'not-returned', paths: returned.lacking });
}
