/**
 * Turns scores into probabilities that mean what they say: softmax(scale · score + shift per class), the scale and
 * shifts chosen to make the true classes of out-of-fold documents most likely (Platt 1999; Guo et al. 2017).
 */
import { softmax } from './softmax.js';

export interface Calibration {
  readonly scale: number;
  readonly shifts: Float64Array;
}

/** Keeps the shifts of classes with few documents near zero: worth about one document each. */
const SHIFT_PENALTY = 0.5;
const ROUNDS = 400;

/** @param scores `documents × classes`, each document scored by a model that had not seen it */
export function fitCalibration(scores: Float64Array, labels: Int32Array, classes: number): Calibration {
  const documents = labels.length;
  // Parameters are the logarithm of the scale, then the shifts; gradient descent with a step that adapts.
  let current = new Float64Array(classes + 1);
  let { loss, gradient } = evaluate(scores, labels, classes, current);
  let step = 1;
  for (let round = 0; round < ROUNDS && step > 1e-10; round++) {
    const next = current.map((value, at) => value - (step * gradient[at]!) / documents);
    const tried = evaluate(scores, labels, classes, next);
    if (tried.loss < loss) {
      const gained = loss - tried.loss;
      current = next;
      ({ loss, gradient } = tried);
      step *= 1.5;
      if (gained < 1e-9 * documents) break;
    } else step *= 0.5;
  }
  return { scale: Math.exp(current[0]!), shifts: current.slice(1) };
}

function evaluate(scores: Float64Array, labels: Int32Array, classes: number, parameters: Float64Array) {
  const scale = Math.exp(parameters[0]!);
  const gradient = new Float64Array(classes + 1);
  const row = new Float64Array(classes);
  let loss = 0;
  for (let document = 0; document < labels.length; document++) {
    const start = document * classes;
    for (let label = 0; label < classes; label++) {
      row[label] = scale * scores[start + label]! + parameters[label + 1]!;
    }
    softmax(row);
    loss -= Math.log(Math.max(row[labels[document]!]!, 1e-300));
    for (let label = 0; label < classes; label++) {
      const error = row[label]! - (label === labels[document] ? 1 : 0);
      gradient[label + 1]! += error;
      gradient[0]! += error * scale * scores[start + label]!;
    }
  }
  for (let label = 0; label < classes; label++) {
    loss += SHIFT_PENALTY * parameters[label + 1]! ** 2;
    gradient[label + 1]! += 2 * SHIFT_PENALTY * parameters[label + 1]!;
  }
  return { loss, gradient };
}
