/** Runs of the workspace's pipelines: started, watched and stopped here or in another process. */
import type { RunPage, RunRecord, RunRequest } from '#contracts/run-record.schema.js';

export abstract class Runs {
  /**
   * Returns when the run has begun, not when it has ended.
   * @param cause one sentence: who or what asked for it
   * @throws DomainError 'service/busy' where a run is going on
   */
  abstract start(request: RunRequest, cause: string): Promise<RunRecord>;
  /** Newest first. @param before id of the last run of the page before */
  abstract page(limit: number, before?: string): Promise<RunPage>;
  /** @throws DomainError 'request/not-found' */
  abstract find(id: string): Promise<RunRecord>;
  /** Asks it to stop; nothing happens where it has ended. @throws DomainError 'request/not-found' */
  abstract cancel(id: string): Promise<RunRecord>;
  /** The run that is going on. */
  abstract current(): Promise<RunRecord | null>;
}
