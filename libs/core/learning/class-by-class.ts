/** Which way is the shorter one to many classes: all in one walk over the documents, or one class after the other. */
import type { SparseMatrix } from '../features/sparse-matrix.js';
import { type DualWeights, weightsOf } from './dual-weights.js';
import { dualScores, gramMatrix } from './gram-matrix.js';
import { linearScores } from './one-against-rest.js';
import { FigureSpace, ProductSpace, type RowSpace } from './row-space.js';

/** With fewer classes, or more documents of each, a fit takes less time than the products of its documents. */
const LEAST_CLASSES = 20;
const MOST_EACH = 20;
/** Products of more documents need hundreds of megabytes. */
const MOST_ROWS = 4000;
/**
 * A step walks along the products of a document with all others, or several times along the document's terms: the
 * products are the shorter way where there are fewer documents than this many times the terms of one.
 */
const WALKS = 4;

/** Whether there are few enough documents of many enough classes. */
export const fewOfMany = (rows: number, classes: number): boolean =>
  classes >= LEAST_CLASSES && rows <= Math.min(MOST_ROWS, MOST_EACH * classes);

export interface ClassByClass {
  /** Where the given rows are, to learn from them. */
  spaceOf(rows: Int32Array): RowSpace;
  /** `rows × classes` scores of rows of the same matrix. */
  scores(rows: Int32Array, dual: DualWeights): Float64Array;
}

/** @returns undefined where all classes at once are the shorter way */
export function classByClass(matrix: SparseMatrix, classes: number): ClassByClass | undefined {
  const { rows, columns, indices } = matrix;
  if (!fewOfMany(rows, classes)) return undefined;
  if (columns < rows && indices.length === rows * columns) {
    return {
      spaceOf: (learned) => new FigureSpace(matrix, learned),
      scores: (unseen, dual) => linearScores(matrix, unseen, weightsOf(matrix, dual)),
    };
  }
  if (rows * rows > WALKS * indices.length) return undefined;
  const gram = gramMatrix(matrix);
  return {
    spaceOf: (learned) => new ProductSpace(gram, learned),
    scores: (unseen, dual) => dualScores(gram, unseen, dual),
  };
}
