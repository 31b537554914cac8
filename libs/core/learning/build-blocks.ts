/** Lays out what there is to learn from: the training documents as matrices, and who learns from which. */

import type { Learner } from '#contracts/learner.js';
import { type DenseScaling, denseMatrix, fitDenseScaling } from '../features/dense-features.js';
import { joinBlocks, joinSteps } from '../features/join-blocks.js';
import { PICTURE_GROUPS } from '../features/page-picture.js';
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { finishSteps, type Steps } from '../features/steps.js';
import type { TermVocabulary } from '../features/term-vocabulary.js';
import { vectoriseSteps } from '../features/vectorise.js';
import { type ClassByClass, classByClass } from './class-by-class.js';
import {
  type DocumentFeatures,
  FIGURE_WIDTHS,
  type FigureName,
  featureSteps,
  pickFigures,
} from './document-features.js';
import type { TrainSettings } from './train-settings.js';
import type { TrainingData } from './training-data.js';

export interface Member {
  readonly name: string;
  readonly learner: Learner;
  readonly cost: number;
  readonly matrix: SparseMatrix;
  /** Undefined where all classes are learned at once. */
  readonly classByClass?: ClassByClass | undefined;
  /** Blocks that make up the matrix, in the order of its columns. */
  readonly parts: readonly string[];
}

export interface TrainBlocks {
  readonly labels: Int32Array;
  readonly groups: Int32Array;
  readonly classes: number;
  readonly features: DocumentFeatures;
  readonly vocabularies: readonly { name: string; vocabulary: TermVocabulary; weight: number }[];
  readonly scalings: readonly { name: FigureName; scaling: DenseScaling; weight: number }[];
  readonly members: readonly Member[];
}

export function buildBlocks(data: TrainingData, settings: TrainSettings): TrainBlocks {
  return finishSteps(blockSteps(data, settings));
}

/** {@link buildBlocks} in pieces. */
export function* blockSteps(data: TrainingData, settings: TrainSettings): Steps<TrainBlocks> {
  const { documents, labels: names } = data.dataset;
  const training = Int32Array.from([...documents.keys()].filter((at) => documents[at]!.part === 'train'));
  const classes = names.length;
  const figures = Object.fromEntries(
    Object.entries(data.figures).map(([name, all]) => [
      name,
      pickFigures(all, FIGURE_WIDTHS[name as FigureName], training),
    ]),
  );
  const features = yield* featureSteps(
    Array.from(training, (at) => data.texts[at]!),
    figures,
  );
  const active = Object.entries(data.vocabularies).filter(([name]) => (settings.text.weights[name] ?? 1) > 0);
  const mostTerms = Math.max(1, Math.floor(settings.max_weights / classes / Math.max(active.length, 1)));
  const vocabularies = active.map(([name, vocabulary]) => ({
    name,
    vocabulary: mostWidespread(vocabulary, mostTerms),
    weight: settings.text.weights[name] ?? 1,
  }));
  const members: Member[] = [];
  if (vocabularies.length > 0) {
    const matrices: SparseMatrix[] = [];
    for (const { vocabulary } of vocabularies) {
      matrices.push(yield* vectoriseSteps(features.corpus, vocabulary));
    }
    const matrix = yield* joinSteps(
      matrices,
      vocabularies.map(({ weight }) => weight),
    );
    const parts = vocabularies.map(({ name }) => name);
    for (const learner of settings.text.learners) {
      members.push({
        name: learner,
        learner,
        cost: settings.text.cost,
        matrix,
        parts,
        classByClass: learner === 'svm' ? classByClass(matrix, classes) : undefined,
      });
    }
  }
  const scalings: { name: FigureName; scaling: DenseScaling; weight: number }[] = [];
  const rows = Int32Array.from(training, (_, at) => at);
  for (const name of ['shape', 'layout', 'picture'] as const) {
    const { weight, cost, waves, gamma } = settings[name];
    const known = features.figures[name];
    if (weight === 0 || !known || known.every(Number.isNaN)) continue;
    const width = FIGURE_WIDTHS[name];
    const scaling = fitDenseScaling(
      known,
      width,
      rows,
      { waves, gamma, seed: settings.seed },
      name === 'picture' ? PICTURE_GROUPS : [width],
    );
    const matrix = joinBlocks([denseMatrix(known, width, scaling)], [weight]);
    scalings.push({ name, scaling, weight });
    members.push({
      name,
      learner: 'svm',
      cost,
      matrix,
      parts: [name],
      classByClass: classByClass(matrix, classes),
    });
  }
  return {
    labels: Int32Array.from(training, (at) => documents[at]!.label),
    groups: Int32Array.from(training, (at) => documents[at]!.group),
    classes,
    features,
    vocabularies,
    scalings,
    members,
  };
}

/** Columns stand most widespread first, so the budget cuts off the rarest. */
function mostWidespread(vocabulary: TermVocabulary, most: number): TermVocabulary {
  if (vocabulary.keysA.length <= most) return vocabulary;
  const { settings, keysA, keysB, idf } = vocabulary;
  return {
    settings,
    keysA: keysA.slice(0, most),
    keysB: keysB.slice(0, most),
    idf: idf.slice(0, most),
  };
}
