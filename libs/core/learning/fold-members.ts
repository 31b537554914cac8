/** Folds the members' weights, the stack's mixes and the block weights into one weight per feature and class. */
import type { TrainBlocks } from './build-blocks.js';
import type { FigureBlock, TermBlock } from './linear-model.js';
import type { LinearWeights } from './solve-one-against-rest.js';
import { addMixed, type Stack } from './stack-mix.js';

export function foldMembers(
  blocks: TrainBlocks,
  learned: readonly LinearWeights[],
  stack: Stack,
): { terms: TermBlock[]; figures: FigureBlock[]; intercepts: Float64Array } {
  const { classes } = blocks;
  const intercepts = stack.shifts.slice();
  learned.forEach(({ intercepts: own }, member) => {
    addMixed(intercepts, 0, own, 0, stack.mixes[member]!, 1, classes);
  });
  /** The final weights of a block, from every member that has it. */
  const folded = (name: string, columns: number, weight: number): Float32Array => {
    const sum = new Float64Array(columns * classes);
    blocks.members.forEach(({ parts }, member) => {
      if (!parts.includes(name)) return;
      const from = columnsBefore(blocks, parts, name) * classes;
      const { weights } = learned[member]!;
      for (let column = 0; column < columns; column++) {
        const source = from + column * classes;
        addMixed(sum, column * classes, weights, source, stack.mixes[member]!, weight, classes);
      }
    });
    return Float32Array.from(sum);
  };
  return {
    intercepts,
    terms: blocks.vocabularies.map(({ name, vocabulary, weight }) => ({
      name,
      vocabulary,
      weights: folded(name, vocabulary.keysA.length, weight),
    })),
    figures: blocks.scalings.map(({ name, scaling, weight }) => ({
      name,
      scaling,
      weights: folded(name, scaling.settings.waves || scaling.centres.length, weight),
    })),
  };
}

/** Columns of a member's matrix that stand before those of one of its parts. */
export function columnsBefore(
  blocks: Pick<TrainBlocks, 'vocabularies'>,
  parts: readonly string[],
  name: string,
): number {
  let columns = 0;
  for (const part of parts) {
    if (part === name) return columns;
    columns += blocks.vocabularies.find((block) => block.name === part)?.vocabulary.keysA.length ?? 0;
  }
  return columns;
}
