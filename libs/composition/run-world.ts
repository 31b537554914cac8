/** What a run works with in this process: the workspace's adapters, and what runs the stages. */
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import type { AnyStage } from '#contracts/stage.js';
import type { RunWorld } from '#core/pipeline/run-world.js';
import type { StageInvoker } from '#ports/stage-invoker.port.js';
import { InProcessStageInvoker, type StageToolbox } from './in-process-stage-invoker.js';
import type { Workspace } from './open-workspace.js';
import { openToolbox } from './stage-toolbox.js';
import type { StageWorkers } from './stage-workers.js';
import { transferWorld } from './transfer-world.js';
import { workspaceOrigin } from './workspace-origin.js';
import type { WorkspacePipeline } from './workspace-pipeline.js';

/** What a process may replace, to run other stages or lend its own engines. */
export interface RunParts {
  definitions?: Readonly<Record<string, AnyStage | undefined>>;
  /** Lent: the caller closes it. Unset: opened for the run and closed after it. */
  toolbox?: StageToolbox;
  /** Runs the stages instead of this process. */
  invoker?: StageInvoker;
}

interface WorldOptions extends RunParts {
  /** Items under way at a time, of those that others do. */
  jobs?: number;
  onEvent?: (event: PipelineEvent) => void;
}

/** @param use the world is closed after it, and with it what was opened for it */
export async function withRunWorld<Result>(
  workspace: Workspace,
  loaded: WorkspacePipeline,
  options: WorldOptions,
  use: (world: RunWorld) => Promise<Result>,
): Promise<Result> {
  const { definitions } = loaded;
  const toolbox = options.toolbox ?? openToolbox(workspace);
  let origin: ReturnType<typeof workspaceOrigin> | undefined;
  let close: () => Promise<void> | undefined = () => undefined;
  try {
    const { files, cache, items, lockStore, processes } = workspace;
    const here = options.invoker ?? new InProcessStageInvoker(definitions, toolbox);
    const workers = options.invoker ? undefined : await workersOf(workspace, here, definitions, options);
    close = () => workers?.close();
    const invoker = workers ?? here;
    return await use({
      ...{ files, cache, items, lockStore, processes, invoker, definitions, workers },
      params: loaded.paramsNow,
      origin: () => {
        origin ??= workspaceOrigin(workspace.directory);
        return origin;
      },
      clock: transferWorld.clock,
      sleep: transferWorld.sleep,
    });
  } finally {
    workspace.items.close();
    await close();
    if (options.toolbox === undefined) await toolbox.close();
  }
}

/** Those behind the broker, where there is one. */
async function workersOf(
  workspace: Workspace,
  here: StageInvoker,
  definitions: WorkspacePipeline['definitions'],
  { jobs, onEvent }: WorldOptions,
): Promise<StageWorkers | undefined> {
  if (!workspace.settings.transport?.startsWith('amqp')) return undefined;
  const { StageWorkers } = await import('./stage-workers.js');
  const onNotice = (stage: string, line: string) => onEvent?.({ type: 'log', stage, line });
  return new StageWorkers(workspace, { here, definitions, inFlight: jobs, onNotice });
}
