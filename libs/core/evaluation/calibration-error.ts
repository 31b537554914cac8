/** Expected calibration error of logits against labels. */
import { bestOf } from '../learning/decide.js';
import { softmax } from '../learning/softmax.js';
import { expectedCalibrationError, reliabilityBins } from './confidence-curves.js';

export function expectedCalibrationErrorOf(
  logits: Float64Array,
  labels: Int32Array,
  classes: number,
): number {
  const answered = Array.from(labels, (label, row) => {
    const probabilities = softmax(logits.slice(row * classes, (row + 1) * classes));
    return { label, predicted: bestOf(probabilities), probabilities };
  });
  return expectedCalibrationError(reliabilityBins(answered));
}
