/** Everything that eval measures, from the judgements of the test documents. */
import type { Dataset, DatasetDocument } from '#contracts/dataset.schema.js';
import type { Evaluation, Slice } from '#contracts/evaluation.schema.js';
import { bootstrapInterval } from './bootstrap.js';
import { classScores, confusionMatrix, macroF1, weightedF1 } from './class-scores.js';
import {
  calibrationErrorByChance,
  coverageCurve,
  expectedCalibrationError,
  reliabilityBins,
} from './confidence-curves.js';
import { confidenceOf, isRight, type Judgement } from './judgement.js';
import type { CurvePoint } from './learning-curve.js';
import { wilsonInterval } from './wilson-interval.js';

/** Fewer test documents than this carry a warning with every figure. */
const FEW = 30;

export interface EvaluateExtras {
  /** The same documents with every digit masked. */
  readonly masked?: readonly Judgement[];
  readonly learningCurve?: readonly CurvePoint[];
}

/** @param mostMistakes how many mistakes to list, the surest first */
export function evaluate(
  dataset: Dataset,
  judgements: readonly Judgement[],
  mostMistakes: number,
  { masked = [], learningCurve = [] }: EvaluateExtras = {},
): Evaluation {
  const { labels, documents } = dataset;
  const confusion = confusionMatrix(judgements, labels.length);
  const scores = classScores(confusion);
  const bins = reliabilityBins(judgements);
  const right = judgements.filter(isRight).length;
  const tested = judgements.length > 0;
  const of = (judgement: Judgement): DatasetDocument => documents[judgement.document]!;
  const byWords = judgements.map((judgement) => [wordRange(of(judgement).words), judgement] as const);
  return {
    format: 'docket/evaluation@1',
    documents: { train: documents.length - judgements.length, test: judgements.length },
    accuracy: tested ? right / judgements.length : null,
    accuracy_interval: bootstrapInterval(
      judgements,
      (sample) => sample.filter(isRight).length / sample.length,
    ),
    macro_f1: tested ? macroF1(scores) : null,
    macro_f1_interval: bootstrapInterval(judgements, (sample) =>
      macroF1(classScores(confusionMatrix(sample, labels.length))),
    ),
    weighted_f1: tested ? weightedF1(scores) : null,
    accuracy_digits_masked: masked.length > 0 ? masked.filter(isRight).length / masked.length : null,
    expected_calibration_error: tested ? expectedCalibrationError(bins) : null,
    calibration_error_by_chance: tested ? calibrationErrorByChance(judgements) : null,
    log_loss: tested
      ? judgements.reduce(
          (sum, { probabilities, label }) => sum - Math.log(Math.max(probabilities[label]!, 1e-15)),
          0,
        ) / judgements.length
      : null,
    decision: decisions(judgements),
    classes: Object.fromEntries(labels.map((label, at) => [label, scores[at]!])),
    confusion: { labels, counts: confusion },
    coverage: coverageCurve(judgements),
    reliability: bins,
    learning_curve: [...learningCurve],
    slices: {
      language: slices(judgements.map((judgement) => [of(judgement).language, judgement])),
      words: slices(byWords),
      source: slices(judgements.map((judgement) => [of(judgement).source, judgement])),
    },
    mistakes: judgements
      .filter((judgement) => !isRight(judgement))
      .sort((left, right) => confidenceOf(right) - confidenceOf(left))
      .slice(0, mostMistakes)
      .map((judgement) => ({
        path: of(judgement).path,
        label: labels[judgement.label]!,
        predicted: labels[judgement.predicted]!,
        confidence: confidenceOf(judgement),
        status: judgement.status,
      })),
    notes: notesOn(dataset, judgements),
  };
}

function decisions(judgements: readonly Judgement[]): Evaluation['decision'] {
  if (judgements.length === 0) return null;
  const share = (status: string): number =>
    judgements.filter((judgement) => judgement.status === status).length / judgements.length;
  const accepted = judgements.filter(({ status }) => status === 'classified');
  const wrong = accepted.filter((judgement) => !isRight(judgement)).length;
  return {
    classified: share('classified'),
    review: share('review'),
    rejected: share('rejected'),
    error_among_classified: accepted.length > 0 ? wrong / accepted.length : null,
    error_interval: wilsonInterval(wrong, accepted.length),
  };
}

/** Pages with few words are the hard ones; the ranges part notes, letters and articles. */
const WORD_RANGES = [0, 1, 20, 50, 100, 200, 400, 800];

function wordRange(words: number): string {
  const at = WORD_RANGES.findLastIndex((from) => words >= from);
  const next = WORD_RANGES[at + 1];
  if (next === undefined) return `${WORD_RANGES[at]} and more`;
  return next - 1 === WORD_RANGES[at] ? `${WORD_RANGES[at]}` : `${WORD_RANGES[at]} to ${next - 1}`;
}

function slices(named: readonly (readonly [string, Judgement])[]): Record<string, Slice> {
  const counted = new Map<string, { documents: number; right: number }>();
  for (const [name, judgement] of named) {
    const slice = counted.get(name) ?? { documents: 0, right: 0 };
    counted.set(name, slice);
    slice.documents += 1;
    if (isRight(judgement)) slice.right += 1;
  }
  return Object.fromEntries(
    [...counted]
      .sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true }))
      .map(([name, { documents, right }]) => [
        name,
        { documents, accuracy: right / documents, interval: wilsonInterval(right, documents) },
      ]),
  );
}

function notesOn({ labels, documents, warnings }: Dataset, judgements: readonly Judgement[]): string[] {
  const notes: string[] = [];
  if (judgements.length === 0) {
    notes.push(
      'No document was kept back, so nothing is known about how well this model does. Add documents until every class has several.',
    );
  } else if (judgements.length < FEW) {
    notes.push(`Only ${judgements.length} test documents: look at the intervals, not at the figures.`);
  }
  const untested = labels.filter((_, label) => !judgements.some((judgement) => judgement.label === label));
  if (judgements.length > 0 && untested.length > 0) {
    notes.push(`Not tested, for want of documents: ${untested.join(', ')}.`);
  }
  const groups = new Map<number, Set<string>>();
  for (const { group, part } of documents) groups.set(group, (groups.get(group) ?? new Set()).add(part));
  const leaking = [...groups.values()].filter((parts) => parts.size > 1).length;
  if (leaking > 0) {
    notes.push(
      `${leaking} groups of near-duplicates sit on both sides of the given split; the figures are too good by that much.`,
    );
  }
  return [...notes, ...warnings.map(({ message }) => message)];
}
