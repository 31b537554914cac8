/** Expected calibration error of logits against labels. */
import { bestOf } from '../learning/decide.js';
import { softmax } from '../learning/softmax.js';
import { expectedCalibrationError, reliabilityBins } from './confidence-curves.js';

export function expectedCalibrationErrorOf(
  logits: Float64Array,
  labels: Int32Array,
  classes: number,
): number {
  const judgements = Array.from(labels, (label, document) => {
    const probabilities = softmax(logits.slice(document * classes, (document + 1) * classes));
    return {
      document,
      label,
      predicted: bestOf(probabilities),
      status: 'classified' as const,
      energy: 0,
      probabilities,
    };
  });
  return expectedCalibrationError(reliabilityBins(judgements));
}
