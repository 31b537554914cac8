/**
 * Lets one run at a time change a workspace.
 *
 * Promises: never two holders; a holder that was killed no longer counts, on whatever machine and whatever the clock
 * does meanwhile. Whoever was taken for dead without being so (a machine that slept) is told, and must stop.
 */
import type { LockHolder } from '#contracts/pipeline-event.js';

export interface MutexRequest {
  /** Shown to whoever waits. */
  command: string;
  /** False: fail instead of waiting. */
  wait: boolean;
  onWaiting?: (holder: LockHolder) => void;
  /** The workspace may be another's from now on. */
  onLost?: () => void;
  signal?: AbortSignal;
}

export abstract class WorkspaceMutex {
  /** @returns the call that lets go. @throws DomainError 'workspace/locked' (not waiting), 'pipeline/interrupted' */
  abstract acquire(request: MutexRequest): Promise<() => Promise<void>>;
  /** Null where nobody holds it. */
  abstract holder(): Promise<LockHolder | null>;
}
