/** Puts matrices of the same documents side by side, each weighed. */
import type { SparseMatrix } from './sparse-matrix.js';
import { finishSteps, inPieces, type Steps } from './steps.js';

/** Columns of the second block follow those of the first, and so on. @param weights one per block */
export function joinBlocks(blocks: readonly SparseMatrix[], weights: readonly number[]): SparseMatrix {
  return finishSteps(joinSteps(blocks, weights));
}

/** {@link joinBlocks} in pieces. */
export function* joinSteps(blocks: readonly SparseMatrix[], weights: readonly number[]): Steps<SparseMatrix> {
  const rows = blocks[0]?.rows ?? 0;
  const total = blocks.reduce((sum, block) => sum + block.indices.length, 0);
  const offsets = new Float64Array(rows + 1);
  const indices = new Int32Array(total);
  const values = new Float32Array(total);
  let at = 0;
  const join = (row: number): void => {
    let shift = 0;
    blocks.forEach((block, number) => {
      const weight = weights[number]!;
      for (let from = block.offsets[row]!; from < block.offsets[row + 1]!; from++) {
        indices[at] = block.indices[from]! + shift;
        values[at++] = block.values[from]! * weight;
      }
      shift += block.columns;
    });
    offsets[row + 1] = at;
  };
  yield* inPieces(rows, 'weighing the terms', join);
  return { rows, columns: blocks.reduce((sum, block) => sum + block.columns, 0), offsets, indices, values };
}
