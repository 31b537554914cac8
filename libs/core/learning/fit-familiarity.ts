/** Learns what familiar documents look like: class means, and how unseen training documents measure against them. */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { inPieces, type Steps } from '../features/steps.js';
import { type Appearance, fitAppearance } from './appearance.js';
import type { TrainBlocks } from './build-blocks.js';
import { fitClaim } from './claim.js';
import { FIGURE_WIDTHS } from './document-features.js';
import {
  energyOf,
  familiarityOf,
  knownShare,
  likenessOf,
  type Measures,
  type Reference,
  referencesOf,
} from './familiarity.js';
import { type Span, spanSteps } from './span.js';
import type { TrainSettings } from './train-settings.js';

/** Beyond, further terms say nothing more about likeness. */
const MOST_TERMS = 10_000;
/** Numbers that the class means may have together. */
const MOST_NUMBERS = 2_000_000;

/** Blocks of figures that show the page itself; the shape of the text is known by its words. */
export const LOOKED_AT = ['layout', 'picture'] as const;
type LookedAt = (typeof LOOKED_AT)[number];

export interface Familiarity {
  /** Block whose terms the means are of; null where the model has no terms. */
  readonly block: string | null;
  readonly terms: number;
  /** `terms × classes`, each class's of length 1. */
  readonly centroids: Float32Array;
  /** `(classes + 1) × classes`; null where claim is not measured. */
  readonly claim: Float32Array | null;
  readonly span: Span | undefined;
  readonly references: readonly Reference[];
  readonly appearances: Readonly<Partial<Record<LookedAt, Appearance>>>;
  /** Of the judged documents, each unseen. */
  readonly scores: Float64Array;
}

/**
 * @param logits `documents × classes`, out of fold
 * @param judged rows with words enough to be judged at all
 */
export function* familiaritySteps(
  blocks: TrainBlocks,
  foldOf: Int32Array,
  folds: number,
  logits: Float64Array,
  judged: Int32Array,
  { seed, decide }: Pick<TrainSettings, 'seed' | 'decide'>,
): Steps<Familiarity> {
  const { vocabularies, features, labels, classes, members } = blocks;
  const byKind = (kind: 'word' | 'char') =>
    vocabularies.find(({ vocabulary }) => vocabulary.settings.kind === kind);
  const likened = byKind('char') ?? byKind('word');
  const words = byKind('word');
  // The members' own rows: with many documents a second copy would not fit into memory.
  const matrix = members.find(({ parts }) => parts.includes(likened?.name ?? ''))?.matrix;
  const terms =
    likened && matrix
      ? Math.min(likened.vocabulary.idf.length, MOST_TERMS, Math.floor(MOST_NUMBERS / classes))
      : 0;
  const columnsBefore = (name: string): number => {
    const before = vocabularies.slice(
      0,
      vocabularies.findIndex((block) => block.name === name),
    );
    return before.reduce((sum, { vocabulary }) => sum + vocabulary.idf.length, 0);
  };
  const start = likened ? columnsBefore(likened.name) : 0;
  const sums = matrix ? foldSums(matrix, labels, foldOf, folds, classes, start, terms) : [];
  const means = sums.map((_, fold) => meanOf(sums, classes, fold));
  const elsewhere =
    words &&
    matrix &&
    countElsewhere(matrix, columnsBefore(words.name), words.vocabulary.idf.length, foldOf, folds);
  const least = Math.max(1, words?.vocabulary.settings.min_documents ?? 1);
  const looks = LOOKED_AT.flatMap((name) => {
    const look = fitLook(blocks, name, foldOf, folds);
    return look ? [{ name, ...look }] : [];
  });
  const spanned =
    likened && matrix && decide.wording
      ? yield* spanSteps({
          matrix,
          range: { start, terms: Math.min(likened.vocabulary.idf.length, MOST_TERMS) },
          labels,
          foldOf,
          folds,
          judged,
          wordsOf: (row) => features.corpus.documentChunks(row).length,
          seed,
        })
      : undefined;
  const claimed = fitClaim(logits, labels, foldOf, folds, judged, classes);
  const measured: Measures[] = [];
  const measure = (row: number): Measures => {
    const fold = foldOf[row]!;
    const own = logits.slice(row * classes, (row + 1) * classes);
    return {
      energy: energyOf(own),
      claim: claimed ? claimed.measure(row) : null,
      span: spanned ? spanned.measure(row) : null,
      likeness: matrix ? likenessOf(matrix, row, means[fold]!, classes, terms, start) : null,
      known:
        words && elsewhere
          ? knownShare(features.corpus, row, words.vocabulary, (column) => elsewhere(column, fold) >= least)
          : null,
      ...Object.fromEntries(looks.map((look) => [look.name, look.measure(row)])),
    };
  };
  yield* inPieces(judged.length, 'measuring what is familiar', (at) => {
    measured.push(measure(judged[at]!));
  });
  const references = referencesOf(measured, classes);
  return {
    block: matrix && likened ? likened.name : null,
    terms,
    centroids: matrix ? meanOf(sums, classes) : new Float32Array(0),
    claim: claimed?.weights ?? null,
    span: spanned?.span,
    references,
    appearances: Object.fromEntries(looks.map(({ name, appearance }) => [name, appearance])),
    scores: Float64Array.from(measured, (one) => familiarityOf(one, references)),
  };
}

function fitLook(
  { scalings, members, features, labels, classes }: TrainBlocks,
  name: LookedAt,
  foldOf: Int32Array,
  folds: number,
) {
  const block = scalings.find((scaling) => scaling.name === name);
  const matrix = members.find(({ parts }) => parts.includes(name))?.matrix;
  const figures = features.figures[name];
  if (!block || !matrix || !figures) return undefined;
  const isKnown = (row: number): boolean => !Number.isNaN(figures[row * FIGURE_WIDTHS[name]]!);
  return fitAppearance(matrix, block.weight, labels, foldOf, folds, classes, isKnown);
}

/** Per fold `terms × classes`: its documents added up by class. */
function foldSums(
  { offsets, indices, values }: SparseMatrix,
  labels: Int32Array,
  foldOf: Int32Array,
  folds: number,
  classes: number,
  start: number,
  terms: number,
): Float32Array[] {
  const sums = Array.from({ length: folds }, () => new Float32Array(terms * classes));
  foldOf.forEach((fold, row) => {
    const sum = sums[fold]!;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]! - start;
      if (column >= 0 && column < terms) sum[column * classes + labels[row]!]! += values[entry]!;
    }
  });
  return sums;
}

/** Sum of all folds but one, each class brought to length 1. */
function meanOf(sums: readonly Float32Array[], classes: number, without = -1): Float32Array {
  const mean = new Float32Array(sums[0]!.length);
  sums.forEach((sum, fold) => {
    if (fold !== without) for (let at = 0; at < mean.length; at++) mean[at]! += sum[at]!;
  });
  const squares = new Float64Array(classes);
  for (let at = 0; at < mean.length; at++) squares[at % classes]! += mean[at]! ** 2;
  for (let at = 0; at < mean.length; at++) mean[at]! /= Math.sqrt(squares[at % classes]!) || 1;
  return mean;
}

/** @returns in how many training documents outside of a fold a column occurs */
function countElsewhere(
  { offsets, indices }: SparseMatrix,
  start: number,
  columns: number,
  foldOf: Int32Array,
  folds: number,
): (column: number, fold: number) => number {
  const counts = new Int32Array(columns * (folds + 1));
  foldOf.forEach((fold, row) => {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]! - start;
      if (column < 0 || column >= columns) continue;
      counts[column * (folds + 1) + fold]! += 1;
      counts[column * (folds + 1) + folds]! += 1;
    }
  });
  return (column, fold) => counts[column * (folds + 1) + folds]! - counts[column * (folds + 1) + fold]!;
}
