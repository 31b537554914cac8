/** What the runner needs of the world. */

import type { StageSpec } from '#contracts/pipeline.js';
import type { Provenance } from '#contracts/provenance.schema.js';
import type { AnyStage, StageName } from '#contracts/stage.js';
import type { ArtifactCache } from '#ports/artifact-cache.port.js';
import type { ItemIndex } from '#ports/item-index.port.js';
import type { LockStore } from '#ports/lock-store.port.js';
import type { ProcessRunner } from '#ports/process-runner.port.js';
import type { StageInvoker } from '#ports/stage-invoker.port.js';
import type { WorkspaceFiles } from '#ports/workspace-files.port.js';

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
