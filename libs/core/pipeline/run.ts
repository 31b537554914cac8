/** One run: what it was asked for, and its state. */
import type { Pipeline, StageSpec } from '#contracts/pipeline.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import type { PipelineLock } from '#contracts/pipeline-lock.schema.js';
import type { CacheLacks } from './cache-lacks.js';
import type { LockOrder } from './lock-order.js';
import type { RunWorld } from './run-world.js';
import type { WorkSlots } from './work-slots.js';

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
