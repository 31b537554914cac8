/** Learns a model from a dataset: weights, calibration and decision rule, the same bits for the same data and seed. */
import { MODEL_FORMAT } from '#contracts/model-bundle.schema.js';
import type { Provenance } from '#contracts/provenance.schema.js';
import { joinBlocks } from '../features/join-blocks.js';
import { TokenCorpus } from '../features/token-corpus.js';
import { vectorise } from '../features/vectorise.js';
import { crossFolds } from './cross-folds.js';
import { fitCalibration } from './fit-calibration.js';
import type { LearningHost } from './learning-host.js';
import type { LinearModel } from './linear-model.js';
import { type LearnSettings, learnOneAgainstRest, linearScores } from './one-against-rest.js';
import { strongestTerms } from './strongest-terms.js';
import type { TrainingData } from './training-data.js';

export interface TrainSettings extends LearnSettings {
  readonly folds: number;
  /** Weight of each term block; 0 switches it off. */
  readonly weights: Readonly<Record<string, number>>;
  readonly decision: { min_words: number; min_confidence: number; min_margin: number };
}

const STRONGEST_PER_CLASS = 25;

export async function trainModel(
  data: TrainingData,
  settings: TrainSettings,
  provenance: Provenance,
  host: LearningHost = {},
): Promise<LinearModel> {
  const training = data.dataset.documents.map((document, at) => ({ ...document, at })).filter(isTraining);
  const classes = data.dataset.labels.length;
  const labels = Int32Array.from(training, ({ label }) => label);
  const groups = Int32Array.from(training, ({ group }) => group);
  const corpus = TokenCorpus.of(training.map(({ at }) => data.texts[at]!));
  const names = Object.keys(data.vocabularies).filter((name) => (settings.weights[name] ?? 1) > 0);
  const weightOf = (name: string): number => settings.weights[name] ?? 1;
  const matrix = joinBlocks(
    names.map((name) => vectorise(corpus, data.vocabularies[name]!)),
    names.map(weightOf),
  );

  const folds = Math.min(settings.folds, training.length);
  const steps = folds + 1;
  const foldOf = crossFolds(labels, groups, folds, settings.seed);
  const scores = new Float64Array(training.length * classes);
  for (let fold = 0; fold < folds; fold++) {
    host.progress?.(fold, steps, `fold ${fold + 1} of ${folds}`);
    const [inside, outside] = divide(foldOf, fold);
    const learned = await learnOneAgainstRest(matrix, inside, labels, classes, settings, host);
    const held = linearScores(matrix, outside, learned);
    outside.forEach((row, at) => {
      scores.set(held.subarray(at * classes, (at + 1) * classes), row * classes);
    });
  }
  host.progress?.(folds, steps, 'all documents');
  const everything = Int32Array.from(training, (_, at) => at);
  const learned = await learnOneAgainstRest(matrix, everything, labels, classes, settings, host);
  const { scale, shifts } = fitCalibration(scores, labels, classes);

  let column = 0;
  const blocks = names.map((name) => {
    const vocabulary = data.vocabularies[name]!;
    const from = column * classes;
    column += vocabulary.keysA.length;
    // Calibration and block weight are folded in: one multiplication less, and contributions in units of the logit.
    const weights = learned.weights
      .slice(from, column * classes)
      .map((weight) => weight * scale * weightOf(name));
    return { name, vocabulary, weights };
  });
  const intercepts = learned.intercepts.map((intercept, label) => intercept * scale + shifts[label]!);
  const words = blocks.find((block) => block.vocabulary.settings.kind === 'word');
  const strongest = words ? strongestTerms(words, corpus, classes, STRONGEST_PER_CLASS) : [];
  host.progress?.(steps, steps, 'done');
  return {
    blocks,
    intercepts,
    description: {
      format: MODEL_FORMAT,
      labels: data.dataset.labels,
      support: data.dataset.labels.map((_, label) => labels.filter((other) => other === label).length),
      terms: blocks.map(({ name, vocabulary: { settings: terms, keysA } }) => ({
        name,
        kind: terms.kind,
        min: terms.min,
        max: terms.max,
        size: keysA.length,
      })),
      decision: settings.decision,
      strongest: Object.fromEntries(data.dataset.labels.map((label, at) => [label, strongest[at] ?? []])),
      provenance,
    },
  };
}

const isTraining = ({ part }: { part: string }): boolean => part === 'train';

/** @returns rows outside and inside the fold */
function divide(foldOf: Int32Array, fold: number): [Int32Array, Int32Array] {
  const rows = [...foldOf.keys()];
  return [
    Int32Array.from(rows.filter((row) => foldOf[row] !== fold)),
    Int32Array.from(rows.filter((row) => foldOf[row] === fold)),
  ];
}
