/** Everything that eval measures, from the judgements of the test documents. */
import type { Dataset, DatasetDocument } from '#contracts/dataset.schema.js';
import type { Evaluation, ModelComparison, Slice } from '#contracts/evaluation.schema.js';
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
import { tellInseparable } from './inseparable-classes.js';
import { confidenceOf, isAnswered, isRight, type Judgement } from './judgement.js';
import type { CurvePoint } from './learning-curve.js';
import { tellLeftOut } from './tell-left-out.js';
import { wilsonInterval } from './wilson-interval.js';

/** Fewer test documents than this carry a warning with every figure. */
const FEW = 30;

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
      ...notesOn(dataset, judgements, told, crossValidation?.folds),
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

/** Pages with few words are the hard ones; the ranges part notes, letters and articles. */
const WORD_RANGES = [0, 1, 20, 50, 100, 200, 400, 800];

function wordRange(words: number): string {
  const at = WORD_RANGES.findLastIndex((from) => words >= from);
  const next = WORD_RANGES[at + 1];
  if (next === undefined) return `${WORD_RANGES[at]} and more`;
  return next - 1 === WORD_RANGES[at] ? `${WORD_RANGES[at]}` : `${WORD_RANGES[at]} to ${next - 1}`;
}

function slices(named: readonly (readonly [string, Judgement])[], groupOf: GroupOf): Record<string, Slice> {
  const counted = new Map<string, Judgement[]>();
  for (const [name, judgement] of named) {
    const slice = counted.get(name);
    if (slice) slice.push(judgement);
    else counted.set(name, [judgement]);
  }
  return Object.fromEntries(
    [...counted]
      .sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true }))
      .map(([name, members]) => {
        const right = members.filter(isRight).length;
        return [
          name,
          {
            documents: members.length,
            unanswered: members.filter((judgement) => !isAnswered(judgement)).length,
            accuracy: right / members.length,
            interval: distinctInterval(right, members, groupOf),
          },
        ];
      }),
  );
}

function notesOn(
  { labels, documents, warnings }: Dataset,
  judgements: readonly Judgement[],
  confusion: Evaluation['confusion'],
  folds?: number,
): string[] {
  const notes: string[] = [];
  const distinct = byGroup(judgements, groupsOfDataset(documents)).length;
  if (folds !== undefined) {
    notes.push(
      `Cross-validated: each document was judged by a model that learned from the other ${folds - 1} of ${folds} parts; the model that answers learned from the training part and is not itself measured here.`,
    );
  }
  if (judgements.length === 0) {
    notes.push(
      'No document was kept back, so nothing is known about how well this model does. Add documents until every class has several.',
    );
  } else if (distinct < FEW) {
    const what =
      distinct < judgements.length
        ? `different documents among the ${judgements.length} tested, for near-duplicates tell nothing further`
        : 'test documents';
    notes.push(`Only ${distinct} ${what}: look at the intervals, not at the figures.`);
  }
  const untested = labels.filter((_, label) => !judgements.some((judgement) => judgement.label === label));
  if (judgements.length > 0 && untested.length > 0) {
    notes.push(`Not tested, for want of documents: ${untested.join(', ')}.`);
  }
  const groups = new Map<number, Set<string>>();
  for (const { group, part } of documents) groups.set(group, (groups.get(group) ?? new Set()).add(part));
  const leaking = [...groups.values()].filter((parts) => parts.size > 1).length;
  if (leaking > 0 && folds === undefined) {
    notes.push(
      `${leaking} groups of near-duplicates sit on both sides of the given split; the figures are too good by that much.`,
    );
  }
  return [...notes, ...tellInseparable(confusion), ...warnings.map(({ message }) => message)];
}
