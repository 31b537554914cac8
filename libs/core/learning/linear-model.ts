/**
 * The model itself: everything that was learned, mixed and calibrated, folded into one linear score per class.
 *
 *   logit(class) = intercept + Σ over blocks Σ over features  value · weight      probabilities = softmax(logits)
 *
 * Being linear to the end, a prediction is one pass over the document's features, and its explanation adds up exactly.
 */
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import { type DenseScaling, denseColumns, scaleFigures } from '../features/dense-features.js';
import type { SparseMatrix } from '../features/sparse-matrix.js';
import type { TermVocabulary } from '../features/term-vocabulary.js';
import { vectorise } from '../features/vectorise.js';
import { type Appearance, appearanceOf } from './appearance.js';
import { claimOf } from './claim.js';
import type { DocumentFeatures, FigureName } from './document-features.js';
import { energyOf, knownShare, likenessOf, type Measures } from './familiarity.js';
import { addScores } from './row-products.js';
import { spannedShare, spanOf } from './span.js';

export interface TermBlock {
  readonly name: string;
  readonly vocabulary: TermVocabulary;
  /** `terms × classes`, term by term, in units of the logit. */
  readonly weights: Float32Array;
}

export interface FigureBlock {
  readonly name: FigureName;
  readonly scaling: DenseScaling;
  /** `features × classes`, in units of the logit. */
  readonly weights: Float32Array;
  /** What pages of each class look like; only of layout and picture, and only where pages were there to learn it. */
  readonly appearance?: Appearance;
}

export interface LinearModel {
  readonly description: Omit<ModelBundle, 'files'>;
  readonly terms: readonly TermBlock[];
  readonly figures: readonly FigureBlock[];
  readonly intercepts: Float64Array;
  /** `familiarity.terms × classes`: mean document of each class, of length 1. */
  readonly centroids: Float32Array;
  /** `(classes + 1) × classes`, from logits to what each class claims; null where the model has no claim. */
  readonly claim: Float32Array | null;
  /** `familiarity.span.terms × directions`; null where the model has no span. */
  readonly directions: Float32Array | null;
}

/** Rows of the documents' terms by block, found once for logits, familiarity and reasons. */
export type TermRows = readonly SparseMatrix[];

export const termRows = (model: LinearModel, { corpus }: DocumentFeatures): TermRows =>
  model.terms.map(({ vocabulary }) => vectorise(corpus, vocabulary));

/** `documents × classes` logits. */
export function modelLogits(
  model: LinearModel,
  features: DocumentFeatures,
  rows: TermRows = termRows(model, features),
): Float64Array {
  const classes = model.intercepts.length;
  const documents = features.corpus.documentCount;
  const logits = new Float64Array(documents * classes);
  const every = Int32Array.from({ length: classes }, (_, label) => label);
  const scores = new Float64Array(classes);
  for (let at = 0; at < logits.length; at++) logits[at] = model.intercepts[at % classes]!;
  for (const [block, { weights }] of model.terms.entries()) {
    for (let document = 0; document < documents; document++) {
      addScores(rows[block]!, document, weights, classes, every, classes, scores);
      for (let label = 0; label < classes; label++) logits[document * classes + label]! += scores[label]!;
    }
  }
  for (const block of model.figures) {
    for (let document = 0; document < documents; document++) {
      const scores = figureScores(block, features, document, classes);
      for (let label = 0; label < classes; label++) logits[document * classes + label]! += scores[label]!;
    }
  }
  return logits;
}

/** How familiar one document is. @param logits its own */
export function modelMeasures(
  model: LinearModel,
  features: DocumentFeatures,
  rows: TermRows,
  document: number,
  logits: Float64Array,
): Measures {
  const { corpus } = features;
  const { block, terms, span } = model.description.familiarity;
  const likened = model.terms.findIndex(({ name }) => name === block);
  const words = model.terms.find(({ vocabulary }) => vocabulary.settings.kind === 'word');
  return {
    energy: energyOf(logits),
    claim: model.claim && claimOf(logits, model.claim),
    span:
      likened >= 0 && span && model.directions
        ? spanOf(
            spannedShare(rows[likened]!, document, { start: 0, terms: span.terms }, model.directions),
            corpus.documentChunks(document).length,
            span,
          )
        : null,
    likeness:
      likened >= 0 ? likenessOf(rows[likened]!, document, model.centroids, logits.length, terms) : null,
    known: words ? knownShare(corpus, document, words.vocabulary) : null,
    ...Object.fromEntries(
      model.figures.map((one) => [one.name, lookOf(one, features, document, logits.length)]),
    ),
  };
}

/** Null where the block was not learned as an appearance, or the document has no such figures. */
function lookOf(
  { name, scaling, appearance }: FigureBlock,
  features: DocumentFeatures,
  document: number,
  classes: number,
): number | null {
  const width = scaling.centres.length;
  const own = features.figures[name]?.subarray(document * width, (document + 1) * width);
  if (!appearance || !own || Number.isNaN(own[0]!)) return null;
  return appearanceOf(scaleFigures(own, scaling), appearance, classes);
}

/** What the shape of its text adds to each class's logit of one document; nothing where the answer does not hang on it. */
export function shapeScores(
  { figures, intercepts, description }: LinearModel,
  features: DocumentFeatures,
  document: number,
): Float64Array {
  const asked = description.decision.beyond_shape !== null;
  const shape = asked ? figures.find(({ name }) => name === 'shape') : undefined;
  return shape
    ? figureScores(shape, features, document, intercepts.length)
    : new Float64Array(intercepts.length);
}

/** What a block of figures adds to each class's logit of one document. */
export function figureScores(
  { name, scaling, weights }: FigureBlock,
  features: DocumentFeatures,
  document: number,
  classes: number,
): Float64Array {
  const width = scaling.centres.length;
  const figures = features.figures[name];
  const own = figures
    ? figures.subarray(document * width, (document + 1) * width)
    : new Float32Array(width).fill(Number.NaN);
  const values = scaleFigures(own, scaling);
  const scores = new Float64Array(classes);
  for (let column = 0; column < denseColumns(scaling); column++) {
    for (let label = 0; label < classes; label++)
      scores[label]! += values[column]! * weights[column * classes + label]!;
  }
  return scores;
}
