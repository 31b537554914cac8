/** Reads the split a person gave: a CSV file with the columns `path` and `split`. */
import { DomainError } from '#contracts/domain-error.js';

const TEST_NAMES = new Set(['test', 'val', 'valid', 'validation', 'dev']);

export interface SplitRow {
  part: 'train' | 'test';
  /** Counted from 1, the header's. */
  line: number;
}

/**
 * @param text lines of `path,split`, the path below data/raw, quoted where it holds commas
 * @returns rows by path
 * @throws DomainError 'dataset/invalid-split'
 */
export function readSplitFile(text: string): Map<string, SplitRow> {
  const [header, ...rows] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const columns = cells(header ?? '').map((name) => name.trim().toLowerCase());
  const pathAt = columns.indexOf('path');
  const splitAt = columns.indexOf('split');
  if (pathAt < 0 || splitAt < 0) {
    throw new DomainError(
      'dataset/invalid-split',
      "The split file's first line must name the columns 'path' and 'split'.",
    );
  }
  const found = new Map<string, SplitRow>();
  rows.forEach((row, at) => {
    if (row.trim() === '') return;
    const values = cells(row);
    const side = (values[splitAt] ?? '').trim().toLowerCase();
    if (side !== 'train' && !TEST_NAMES.has(side)) {
      throw new DomainError(
        'dataset/invalid-split',
        `Line ${at + 2} of the split file says '${side}'; write train or test.`,
        { line: at + 2 },
      );
    }
    found.set(values[pathAt] ?? '', { part: side === 'train' ? 'train' : 'test', line: at + 2 });
  });
  return found;
}

function cells(row: string): string[] {
  const found = row.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  return found.map((cell) => {
    const bare = cell.replace(/,$/, '');
    return bare.startsWith('"') ? bare.slice(1, -1).replaceAll('""', '"') : bare;
  });
}
