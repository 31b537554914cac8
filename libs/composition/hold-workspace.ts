/** The one way to change a workspace: alone, and after what killed processes left has been put in order. */
import { existsSync } from 'node:fs';
import { DomainError } from '#contracts/domain-error.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { returnNoteOf } from './experiments/return-note.js';
import { guardState } from './keep-out-of-git.js';
import type { Workspace } from './open-workspace.js';

export interface HoldOptions {
  /** False: fail with 'workspace/locked' where another process holds the workspace. */
  wait?: boolean;
  /** Shown to others who wait for this one. */
  command?: string;
  signal?: AbortSignal;
  onEvent?: (event: PipelineEvent) => void;
}

/**
 * @param use is given a signal that stops it: the caller's, or that the workspace is another's by now
 * @throws DomainError 'workspace/locked', 'pipeline/interrupted', and what `use` throws
 */
export async function holdWorkspace<Result>(
  workspace: Workspace,
  { wait = true, command = 'docket', signal, onEvent }: HoldOptions,
  use: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  guardState(workspace);
  const lost = new AbortController();
  const either = AbortSignal.any([lost.signal, ...(signal === undefined ? [] : [signal])]);
  const release = await workspace.mutex.acquire({
    command,
    wait,
    onWaiting: (holder) => onEvent?.({ type: 'waiting', holder }),
    onLost: () => lost.abort(),
    signal: either,
  });
  try {
    await workspace.processes.reap();
    await workspace.cache.sweep();
    await workspace.files.sweep();
    const finished = await workspace.changes.finish();
    if (finished !== null) onEvent?.({ type: 'mended', ...finished });
    if (existsSync(returnNoteOf(workspace))) {
      const { returnWorkspace } = await import('./experiments/return-workspace.js');
      const returned = await returnWorkspace(workspace);
      if (returned !== null) {
        const { lacking, ...rest } = returned;
        const { ExperimentQueue } = await import('./experiments/experiment-queue.js');
        const queued = new ExperimentQueue(workspace).list().map(({ name }) => name);
        onEvent?.({ type: 'returned', ...rest, queued });
        if (lacking.length > 0) onEvent?.({ type: 'not-returned', paths: lacking });
      }
    }
    return await use(either);
  } catch (error) {
    throw lost.signal.aborted ? takenOver() : error;
  } finally {
    await release();
  }
}

function takenOver(): DomainError {
  return new DomainError(
    'workspace/locked',
    'Another run took this workspace over, because this one had given no sign of life for a while; its machine may have slept. What was finished is kept; run it again.',
  );
}
