/** How far calibration error and log loss could be off by the luck of the tested documents: bootstrap over documents, near-duplicates as one. */
import { bootstrapInterval, centredInterval } from './bootstrap.js';
import { confidenceOf, isAnswered, isRight, type Judgement } from './judgement.js';

const BINS = 10;

/** What both measures need of one judgement, found once for a thousand draws. */
interface Sure {
  readonly bin: number;
  readonly confidence: number;
  readonly right: number;
  readonly loss: number;
}

/** Mean distance between confidence and accuracy over ten bins, of the answered ones. */
function calibrationError(sample: readonly (Sure | null)[]): number {
  const gaps = new Float64Array(BINS);
  let count = 0;
  for (const one of sample) {
    if (!one) continue;
    gaps[one.bin]! += one.confidence - one.right;
    count += 1;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / Math.max(count, 1);
}

function meanLoss(sample: readonly (Sure | null)[]): number {
  let sum = 0;
  let count = 0;
  for (const one of sample) {
    if (!one) continue;
    sum += one.loss;
    count += 1;
  }
  return sum / Math.max(count, 1);
}

/**
 * @param groups near-duplicates, and of each document its judgement in every dealing: they are not independent, and drawn
 * together
 */
export function confidenceIntervals(groups: readonly (readonly (readonly Judgement[])[])[]): {
  calibration: [number, number] | null;
  logLoss: [number, number] | null;
} {
  const dealings = groups[0]?.[0]?.length ?? 0;
  const sure = groups
    .map((members) =>
      members
        .map((judged) => judged.map((judgement) => (isAnswered(judgement) ? sureOf(judgement) : null)))
        .filter((judged) => judged.some((one) => one !== null)),
    )
    .filter((members) => members.length > 0);
  const meanOf =
    (measure: (sample: readonly (Sure | null)[]) => number) =>
    (drawn: readonly (readonly (readonly (Sure | null)[])[])[]): number => {
      const sample = drawn.flat();
      let sum = 0;
      for (let dealing = 0; dealing < dealings; dealing++) {
        sum += measure(sample.map((judged) => judged[dealing]!));
      }
      return sum / dealings;
    };
  return {
    calibration: centredInterval(sure, meanOf(calibrationError)),
    logLoss: bootstrapInterval(sure, meanOf(meanLoss)),
  };
}

function sureOf(judgement: Judgement): Sure {
  const confidence = confidenceOf(judgement);
  return {
    bin: Math.min(BINS - 1, Math.floor(confidence * BINS)),
    confidence,
    right: isRight(judgement) ? 1 : 0,
    loss: -Math.log(Math.max(judgement.probabilities[judgement.label]!, 1e-15)),
  };
}
