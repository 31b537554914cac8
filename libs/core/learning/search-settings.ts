/**
 * Looks for a better recipe: trials in the order of trialChanges, several at once, until there are enough or time is
 * up. The best is taken only where it is better than the recipe as it is by more than luck would make it.
 */
import { DomainError } from '#contracts/domain-error.js';
import { changedSettings, type TrialChange, trialChanges } from './search-space.js';
import type { TrainSettings } from './train-settings.js';
import type { TrialScore } from './trial-scorer.js';

export interface Trial {
  readonly change: TrialChange;
  readonly accuracy: number;
  readonly log_loss: number;
}

export interface SearchResult {
  readonly settings: TrainSettings;
  /** In the order in which they were dealt; the first is the recipe as it was. */
  readonly trials: readonly Trial[];
  /** Index of the chosen one. */
  readonly chosen: number;
}

export interface SearchHost {
  /** Trials at once. */
  readonly size: number;
  /** Rejects with 'pipeline/interrupted' where `signal` is aborted. */
  run(settings: TrainSettings, signal: AbortSignal): Promise<TrialScore>;
  /** Ctrl-C: the search rejects. */
  readonly signal: AbortSignal;
  /** Time is up: trials that still run are given up, those that are done count. */
  readonly deadline: AbortSignal;
  report(trial: Trial, done: number): void;
}

/** Standard errors by which the best must beat the recipe as it is. */
const CLEARLY = 1;

/** @throws DomainError 'pipeline/interrupted' */
export async function searchSettings(
  settings: TrainSettings,
  blocks: readonly ('layout' | 'picture')[],
  most: number,
  host: SearchHost,
): Promise<SearchResult> {
  const changes = trialChanges(settings, blocks);
  const done: { number: number; change: TrialChange; score: TrialScore }[] = [];
  const stop = AbortSignal.any([host.signal, host.deadline]);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < most && !stop.aborted) {
      const number = next++;
      const change = changes.next().value;
      // Even when time is short, the recipe as it is must be known.
      const until = number === 0 ? host.signal : stop;
      const score = await host.run(changedSettings(settings, change), until).catch((error: unknown) => {
        if (stop.aborted && error instanceof DomainError && error.code === 'pipeline/interrupted')
          return null;
        throw error;
      });
      if (score === null) return;
      done.push({ number, change, score });
      host.report({ change, accuracy: score.accuracy, log_loss: score.log_loss }, done.length);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, host.size) }, work));
  if (host.signal.aborted) {
    throw new DomainError('pipeline/interrupted', 'The search was stopped. Run it again to start over.');
  }
  done.sort((left, right) => left.number - right.number);
  const chosen = choose(done.map(({ score }) => score));
  return {
    settings: changedSettings(settings, done[chosen]!.change),
    trials: done.map(({ change, score: { accuracy, log_loss } }) => ({ change, accuracy, log_loss })),
    chosen,
  };
}

/** @returns the likeliest, or 0 where it is not clearly likelier than the first: paired over the documents */
function choose(scores: readonly TrialScore[]): number {
  const [first] = scores as [TrialScore, ...TrialScore[]];
  let best = 0;
  scores.forEach((score, at) => {
    if (score.log_loss < scores[best]!.log_loss) best = at;
  });
  const gains = first.losses.map((loss, row) => loss - scores[best]!.losses[row]!);
  const count = Math.max(gains.length, 1);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / count;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / Math.max(count - 1, 1);
  return mean > CLEARLY * Math.sqrt(variance / count) ? best : 0;
}
