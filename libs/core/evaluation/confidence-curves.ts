/** What confidence is worth: coverage against error, reliability bins and expected calibration error. */
import type { CoveragePoint, ReliabilityBin } from '#contracts/evaluation.schema.js';
import { type Answered, confidenceOf, isRight } from './judgement.js';
import { wilsonInterval } from './wilson-interval.js';

/**
 * Accepting only the surest answers: how many remain, and how many of these are wrong. At most `points` points.
 * @param documents that were to be answered, with those that were not
 * @param evidenceOf independent documents that some are worth, as a share of them
 */
export function coverageCurve<One extends Answered>(
  judgements: readonly One[],
  documents = judgements.length,
  evidenceOf: (judged: readonly One[]) => number = () => 1,
  points = 50,
): CoveragePoint[] {
  const sorted = [...judgements].sort((left, right) => confidenceOf(right) - confidenceOf(left));
  const step = Math.max(1, Math.ceil(sorted.length / points));
  const curve: CoveragePoint[] = [];
  let wrong = 0;
  sorted.forEach((judgement, at) => {
    if (!isRight(judgement)) wrong += 1;
    if ((at + 1) % step !== 0 && at + 1 !== sorted.length) return;
    const evidence = evidenceOf(sorted.slice(0, at + 1));
    curve.push({
      confidence: confidenceOf(judgement),
      coverage: (at + 1) / documents,
      error: wrong / (at + 1),
      interval: wilsonInterval(wrong * evidence, (at + 1) * evidence),
    });
  });
  return curve;
}

/** @param evidenceOf independent documents that some are worth, as a share of them */
export function reliabilityBins<One extends Answered>(
  judgements: readonly One[],
  evidenceOf: (judged: readonly One[]) => number = () => 1,
  bins = 10,
): ReliabilityBin[] {
  return Array.from({ length: bins }, (_, bin) => {
    const members = judgements.filter(
      (judgement) => Math.min(bins - 1, Math.floor(confidenceOf(judgement) * bins)) === bin,
    );
    const count = Math.max(members.length, 1);
    const right = members.filter(isRight).length;
    const evidence = evidenceOf(members);
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      documents: members.length,
      confidence: members.reduce((sum, judgement) => sum + confidenceOf(judgement), 0) / count,
      accuracy: right / count,
      interval: wilsonInterval(right * evidence, members.length * evidence),
    };
  });
}

/** Mean distance between confidence and accuracy over the bins, weighed by their documents (Naeini et al. 2015). */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { documents }) => sum + documents, 0);
  return bins.reduce(
    (sum, { documents, confidence, accuracy }) => sum + (documents * Math.abs(confidence - accuracy)) / total,
    0,
  );
}

/**
 * Calibration error that answers would show by luck alone if their confidence were exactly right: within a bin the
 * number of right answers still varies. A measured error no larger says nothing against the model.
 */
export function calibrationErrorByChance(judgements: readonly Answered[], bins = 10): number {
  const variances = new Float64Array(bins);
  for (const judgement of judgements) {
    const confidence = confidenceOf(judgement);
    variances[Math.min(bins - 1, Math.floor(confidence * bins))]! += confidence * (1 - confidence);
  }
  // Mean distance of a normal deviate from its mean: √(2/π) standard deviations.
  const deviations = variances.reduce((sum, variance) => sum + Math.sqrt((2 / Math.PI) * variance), 0);
  return deviations / Math.max(judgements.length, 1);
}
