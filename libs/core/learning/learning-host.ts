/** What a long computation may tell its caller, and how it lets itself be stopped. */
import { DomainError } from '#contracts/domain-error.js';

export interface LearningHost {
  readonly signal?: AbortSignal;
  progress?(done: number, total: number, note: string): void;
}

/** Lets timers and signals through between two pieces of work. @throws DomainError 'pipeline/interrupted' */
export async function pause(host: LearningHost): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (host.signal?.aborted) {
    throw new DomainError('pipeline/interrupted', 'Training was stopped. Run it again to start over.');
  }
}
