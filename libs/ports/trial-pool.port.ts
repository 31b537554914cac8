/**
 * Tries recipes of training side by side: each trial learns from the same dataset with other settings and tells how
 * well its out-of-fold answers fit.
 *
 * Promises: a trial's result depends on the dataset and the settings alone, not on how many run at once; `close` ends
 * every thread, also in the midst of a trial. Not in this port: which settings to try, and which to choose.
 */
import type { FileBundle } from '#contracts/stage.js';

export interface TrialResult {
  /** Of the out-of-fold answers. */
  accuracy: number;
  log_loss: number;
  /** Negative log likelihood of each training document, in order. */
  losses: Float64Array;
}

export interface Trials {
  /** Trials that run at once. */
  readonly size: number;
  /**
   * @param settings as `train:` of params.yaml, complete
   * @throws DomainError 'pipeline/interrupted' where `signal` is aborted, and what learning throws
   */
  run(settings: unknown, signal: AbortSignal): Promise<TrialResult>;
  close(): Promise<void>;
}

export abstract class TrialPool {
  abstract describe(): Promise<{ name: string; version: string }>;
  /** @param folds parts of each trial's cross-validation */
  abstract open(dataset: FileBundle, folds: number): Trials;
}
