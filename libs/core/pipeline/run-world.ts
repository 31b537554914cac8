/** What the runner needs of the world, and what one run was asked for. */

import type { Pipeline, StageSpec } from '#contracts/pipeline.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import type { PipelineLock } from '#contracts/pipeline-lock.schema.js';
import type { Provenance } from '#contracts/provenance.schema.js';
import type { AnyStage, StageName } from '#contracts/stage.js';
import type { ArtifactCache } from '#ports/artifact-cache.port.js';
import type { ItemIndex } from '#ports/item-index.port.js';
import type { LockStore } from '#ports/lock-store.port.js';
import type { ProcessRunner } from '#ports/process-runner.port.js';
import type { StageInvoker } from '#ports/stage-invoker.port.js';
import type { WorkspaceFiles } from '#ports/workspace-files.port.js';
import type { CacheLacks } from './cache-lacks.js';
import type { LockOrder } from './lock-order.js';
import type { WorkSlots } from './work-slots.js';

export interface RunWorld {
  files: WorkspaceFiles;
  cache: ArtifactCache;
  items: ItemIndex;
  lockStore: LockStore;
  processes: ProcessRunner;
  invoker: StageInvoker;
  definitions: Readonly<Record<string, AnyStage | undefined>>;
  /** Where `invoker` has items of some stages done by others; unset: all is done here. */
  workers?: ItemWorkers | undefined;
  /**
   * A stage's params as its files have them now, as the lock writes them: file to dotted key to value, with defaults.
   * @throws DomainError where they cannot be read, or are no longer such as the stage needs
   */
  params(stage: StageSpec): Promise<Record<string, Record<string, unknown>>>;
  /** Of this software, this machine and the workspace's commit; asked only when a stage runs. */
  origin(): Promise<Omit<Provenance, 'data' | 'stages'>>;
  /** Seconds that only go forward. */
  clock(): number;
  /** @throws when the signal is aborted */
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
}

/** Processes elsewhere that work on items. */
export interface ItemWorkers {
  /** Whose items they do. */
  readonly stages: ReadonlySet<StageName>;
  /** Items under way to them at a time. */
  readonly inFlight: number;
  /** How many of them have something in hand. */
  atWork(stage: StageName): number;
}

export interface RunRequest {
  runId: string;
  pipeline: Pipeline;
  /** Name of the group, for the report. */
  group: string;
  /** In running order. */
  stages: StageSpec[];
  force: boolean;
  keepGoing: boolean;
  /** Stages and items at a time. */
  jobs: number;
  /** Bytes of input that they hold at a time; what is larger runs alone. */
  memory: number;
  signal: AbortSignal;
  onEvent(event: PipelineEvent): void;
  /** Called when a stage's outputs lie there and the lock does not name them yet. */
  beforeLock(stage: StageSpec): Promise<void>;
}

/** One run's state, handed from stage to stage. */
export interface Run {
  world: RunWorld;
  request: RunRequest;
  lock: PipelineLock;
  lockOrder: LockOrder;
  /** By stage, what the cache had lost of its outputs when the run began; none for the others. */
  lacks: ReadonlyMap<string, CacheLacks>;
  slots: WorkSlots;
  /** Items under way to workers elsewhere. */
  flights: WorkSlots;
}
