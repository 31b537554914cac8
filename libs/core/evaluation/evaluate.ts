/** Everything that eval measures, from the judgements of the test documents. */
import type { Dataset, DatasetDocument } from '#contracts/dataset.schema.js';
import type { Evaluation, ModelComparison } from '#contracts/evaluation.schema.js';
import { bootstrapInterval } from './bootstrap.js';
import { classRisks, tellClassRisks } from './class-risks.js';
import {
  classScores,
  confusionMatrix,
  distinctCounts,
  macroF1,
  macroF1Interval,
  weightedF1,
} from './class-scores.js';
import {
  calibrationErrorByChance,
  coverageCurve,
  expectedCalibrationError,
  reliabilityBins,
} from './confidence-curves.js';
import { confidenceIntervals } from './confidence-intervals.js';
import type { Repeat } from './cross-validate.js';
import {
  byGroup,
  distinctInterval,
  evidenceOf,
  type GroupOf,
  groupsOfDataset,
} from './distinct-documents.js';
import { confidenceOf, isAnswered, isRight, type Judgement } from './judgement.js';
import type { CurvePoint } from './learning-curve.js';
import { slices, wordRange } from './slices.js';
import { tellLeftOut } from './tell-left-out.js';
import { tellTest } from './tell-test.js';
import { wilsonInterval } from './wilson-interval.js';

export interface EvaluateExtras {
  /** Under cross-validation: what each dealing found; the tables show the first, the headline figures the mean. */
  readonly crossValidation?: { readonly folds: number; readonly repeats: readonly Repeat[] };
  readonly comparison?: ModelComparison | null;
  /** When an answer of the model stands. */
  readonly rule?: Evaluation['rule'];
  /** The same documents with every digit masked. */
  readonly masked?: readonly Judgement[];
  readonly learningCurve?: readonly CurvePoint[];
  /** Calibration error of the model on its training documents, each unseen. */
  readonly calibrationTraining?: Evaluation['calibration_training'];
  readonly leftOut?: Evaluation['left_out'];
}

/** @param mostMistakes how many mistakes to list, the surest first */
export function evaluate(
  dataset: Dataset,
  judgements: readonly Judgement[],
  mostMistakes: number,
  {
    masked = [],
    learningCurve = [],
    crossValidation,
    comparison = null,
    rule = null,
    calibrationTraining = null,
    leftOut = null,
  }: EvaluateExtras = {},
): Evaluation {
  const { labels, documents } = dataset;
  const groupOf = groupsOfDataset(documents);
  const confusion = confusionMatrix(judgements, labels.length);
  const told = {
    labels,
    counts: confusion.map((row) => row.slice(0, labels.length)),
    unanswered: confusion.map((row) => row[labels.length]!),
    distinct: distinctCounts(judgements, labels.length, groupOf),
  };
  const worth = (judged: readonly Judgement[]): number => evidenceOf(judged, groupOf);
  const groups = byGroup(judgements, groupOf);
  const evidence = {
    support: labels.map((_, at) => worth(judgements.filter(({ label }) => label === at))),
    answered: labels.map((_, at) => worth(judgements.filter(({ predicted }) => predicted === at))),
  };
  const scores = classScores(confusion, evidence);
  const accepted = classRisks(labels, judgements, groupOf);
  const answered = judgements.filter(isAnswered);
  const silent = judgements.length - answered.length;
  // What confidence is worth can be seen where there is any.
  const bins = reliabilityBins(answered, worth);
  const classes = labels.length;
  const repeats = crossValidation?.repeats.map((repeat) => repeat.judgements) ?? [judgements];
  const meanOf = (measure: (judged: readonly Judgement[]) => number): number | null =>
    tested ? repeats.reduce((sum, judged) => sum + measure(judged), 0) / repeats.length : null;
  // A document drawn is drawn with its near-duplicates and every judgement of it: they are not independent.
  const drawn = byGroup(
    judgements.map((_, at) => repeats.map((judged) => judged[at]!)),
    ([first]) => groupOf(first!),
  );
  const intervalOf = (measure: (judged: readonly Judgement[]) => number): [number, number] | null =>
    bootstrapInterval(drawn, (sample) => measure(sample.flat(2)));
  const accuracy = (judged: readonly Judgement[]): number => judged.filter(isRight).length / judged.length;
  const macro = (judged: readonly Judgement[]): number =>
    macroF1(classScores(confusionMatrix(judged, classes)));
  const weighted = (judged: readonly Judgement[]): number =>
    weightedF1(classScores(confusionMatrix(judged, classes)));
  const calibration = (judged: readonly Judgement[]): number =>
    expectedCalibrationError(reliabilityBins(judged.filter(isAnswered)));
  const ofAnswered = (judged: readonly Judgement[]): number => accuracy(judged.filter(isAnswered));
  const wilson = (measure: (judged: readonly Judgement[]) => number) =>
    distinctInterval((meanOf(measure) ?? 0) * judgements.length, judgements, groupOf);
  const ranges = confidenceIntervals(drawn);
  const tested = judgements.length > 0;
  const counted = confusionMatrix(repeats.flat(), classes);
  const meanConfusion = counted.map((row) => row.map((count) => count / repeats.length));
  const of = (judgement: Judgement): DatasetDocument => documents[judgement.document]!;
  const byWords = judgements.map((judgement) => [wordRange(of(judgement).words), judgement] as const);
  return {
    format: 'docket/evaluation@1',
    method: crossValidation
      ? {
          kind: 'cross-validation',
          folds: crossValidation.folds,
          repeats: crossValidation.repeats.map(({ seed, judgements: judged }) => ({
            seed,
            accuracy: accuracy(judged),
            macro_f1: macro(judged),
          })),
        }
      : { kind: 'hold-out', folds: 0, repeats: [] },
    documents: {
      train: crossValidation
        ? Math.round((documents.length * (crossValidation.folds - 1)) / crossValidation.folds)
        : documents.length - judgements.length,
      test: judgements.length,
      unanswered: silent,
      distinct: groups.length < judgements.length ? groups.length : null,
    },
    accuracy: meanOf(accuracy),
    // The documents are what was drawn, however often each was judged.
    accuracy_interval: wilson(accuracy),
    accuracy_answered: silent > 0 && answered.length > 0 ? meanOf(ofAnswered) : null,
    accuracy_answered_interval:
      silent > 0 ? distinctInterval((meanOf(ofAnswered) ?? 0) * answered.length, answered, groupOf) : null,
    macro_f1: meanOf(macro),
    // Either alone is too narrow at times, the bootstrap where hardly a mistake was made.
    macro_f1_interval: wider(intervalOf(macro), macroF1Interval(meanConfusion, evidence)),
    weighted_f1: meanOf(weighted),
    weighted_f1_interval: wider(intervalOf(weighted), wilson(weighted)),
    accuracy_digits_masked: masked.length > 0 ? accuracy(masked) : null,
    accuracy_digits_masked_interval: distinctInterval(masked.filter(isRight).length, masked, groupOf),
    expected_calibration_error: answered.length > 0 ? meanOf(calibration) : null,
    expected_calibration_error_interval: ranges.calibration,
    calibration_error_by_chance: answered.length > 0 ? calibrationErrorByChance(answered) : null,
    calibration_training: calibrationTraining,
    log_loss: answered.length > 0 ? meanOf((judged) => logLoss(judged.filter(isAnswered))) : null,
    log_loss_interval: ranges.logLoss,
    rule,
    decision: decisions(judgements, groupOf),
    classes: Object.fromEntries(labels.map((label, at) => [label, scores[at]!])),
    accepted,
    left_out: leftOut,
    confusion: told,
    coverage: coverageCurve(answered, judgements.length, worth),
    reliability: bins,
    learning_curve: learningCurve.map(
      ({ documents: learned, accuracy: right, tested: judged, gain, gainInterval }) => ({
        ...{ documents: learned, accuracy: right, interval: wilsonInterval(right * judged, judged) },
        ...{ gain, gain_interval: gainInterval },
      }),
    ),
    slices: {
      language: slices(
        judgements.map((judgement) => [of(judgement).language, judgement]),
        groupOf,
      ),
      words: slices(byWords, groupOf),
      source: slices(
        judgements.map((judgement) => [of(judgement).source, judgement]),
        groupOf,
      ),
    },
    mistakes: answered
      .filter((judgement) => !isRight(judgement))
      .sort((left, right) => confidenceOf(right) - confidenceOf(left))
      .slice(0, mostMistakes)
      .map((judgement) => ({
        path: of(judgement).path,
        label: labels[judgement.label]!,
        predicted: labels[judgement.predicted]!,
        confidence: confidenceOf(judgement),
        status: judgement.status as Evaluation['mistakes'][number]['status'],
      })),
    comparison,
    notes: [
      ...tellTest(dataset, judgements, told, crossValidation?.folds),
      ...tellClassRisks(accepted, rule),
      ...tellLeftOut(leftOut),
    ],
  };
}

type Interval = [number, number] | null;
const wider = (one: Interval, other: Interval): Interval =>
  one && other && [Math.min(one[0], other[0]), Math.max(one[1], other[1])];

const logLoss = (judged: readonly Judgement[]): number =>
  judged.reduce(
    (sum, { probabilities, label }) => sum - Math.log(Math.max(probabilities[label]!, 1e-15)),
    0,
  ) / judged.length;

function decisions(judgements: readonly Judgement[], groupOf: GroupOf): Evaluation['decision'] {
  if (judgements.length === 0) return null;
  const share = (status: string): number =>
    judgements.filter((judgement) => judgement.status === status).length / judgements.length;
  const accepted = judgements.filter(({ status }) => status === 'classified');
  const wrong = accepted.filter((judgement) => !isRight(judgement)).length;
  return {
    classified: share('classified'),
    review: share('review'),
    rejected: share('rejected'),
    unanswered: share('unanswered'),
    error_among_classified: accepted.length > 0 ? wrong / accepted.length : null,
    error_interval: distinctInterval(wrong, accepted, groupOf),
  };
}
