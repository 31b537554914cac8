/** The words of a document without drawing it: what tests of the samples look at, thousands a second. */
import type { Block, Content } from './block.js';

const wordsOf = (block: Block): readonly string[] => {
  switch (block.kind) {
    case 'title':
    case 'heading':
    case 'small':
    case 'handwriting':
    case 'text':
      return [block.text];
    case 'list':
      return block.items;
    case 'pairs':
      return block.rows.flat();
    case 'table':
      return [
        ...block.columns.map((column) => column.label),
        ...block.rows.flat(),
        ...(block.totals ?? []).flat(),
      ];
    case 'columns':
      return [...block.left, ...block.right].flatMap(wordsOf);
    case 'panel':
      return block.blocks.flatMap(wordsOf);
    case 'fields':
      return block.rows.flat(2);
    case 'ticks':
      return [block.label, ...block.options.map(([text]) => text)];
    case 'signature':
      return [block.label, block.name];
    case 'letterhead':
      return [block.name, ...block.lines];
    case 'stamp':
      return block.lines;
    default:
      return [];
  }
};

/** @returns everything that is printed on the pages of `content`, in reading order of its blocks. */
export const contentText = (content: Content): string =>
  [...content.blocks.flatMap(wordsOf), content.watermark ?? '', content.foot ?? '']
    .filter((words) => words !== '')
    .join('\n');
