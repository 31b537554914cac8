/** What a long computation may tell its caller, and how it lets itself be stopped. */
import { DomainError } from '#contracts/domain-error.js';
import type { Steps } from '../features/steps.js';

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

/**
 * To the end, with a pause at each step.
 * @param tell whether the host is told how far it is
 * @throws DomainError 'pipeline/interrupted'
 */
export async function inTurns<Result>(
  steps: Steps<Result>,
  host: LearningHost,
  tell = true,
): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (tell) host.progress?.(step.value.done, step.value.total, step.value.note);
    await pause(host);
  }
}
