/** For what has to be done once, and needs another app or the database, which may start later. */
import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '#contracts/domain-error.js';

/** Milliseconds between two tries. */
const PAUSE = 2_000;

/** @throws what `work` throws, unless that may pass; 'AbortError' where the signal is aborted */
export async function untilAvailable<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || !error.retryable) throw error;
      await pause(PAUSE, undefined, { signal });
    }
  }
}
