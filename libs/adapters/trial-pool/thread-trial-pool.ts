/** Runs trials in worker threads, each with a copy of the dataset of its own. */
import { availableParallelism } from 'node:os';
import { DomainError } from '#contracts/domain-error.js';
import type { ErrorCode } from '#contracts/error-codes.js';
import type { FileBundle } from '#contracts/stage.js';
import { TrialPool, type TrialResult, type Trials } from '#ports/trial-pool.port.js';
import { WorkerFailure, WorkerPool } from '../worker-pool.js';

/** Milliseconds; a trial that takes longer than a day is stuck. */
const LONGEST_TRIAL = 24 * 3600 * 1000;

export class ThreadTrialPool extends TrialPool {
  /** @param entry a worker that answers `{ settings }` with a result, given `{ dataset, folds }` as its data */
  constructor(
    private readonly entry: URL,
    private readonly threads: number = availableParallelism(),
  ) {
    super();
  }

  /** Nothing in it can change a result, so the version stays. */
  override async describe(): Promise<{ name: string; version: string }> {
    return { name: 'threads', version: '1' };
  }

  override open(dataset: FileBundle, folds: number): Trials {
    const pool = new WorkerPool(this.entry, this.threads, { dataset, folds });
    return {
      size: this.threads,
      run: (settings, signal) =>
        pool.run({ settings }, { timeout: LONGEST_TRIAL, signal }).then(
          (result) => result as TrialResult,
          (error: unknown) => {
            throw translated(error);
          },
        ),
      close: () => pool.close(),
    };
  }
}

function translated(error: unknown): unknown {
  if (!(error instanceof WorkerFailure)) return error;
  if (error.kind === 'cancelled' || error.kind === 'closed') {
    return new DomainError('pipeline/interrupted', 'The trial was stopped.');
  }
  if (error.kind === 'refused')
    return new DomainError((error.reason ?? 'internal/unexpected') as ErrorCode, error.message);
  return new DomainError(
    'pipeline/stage-failed',
    `The thread of a trial ended without a result (${error.message}); often the machine has too little memory. Lower train.max_weights, or switch train.search off.`,
  );
}
