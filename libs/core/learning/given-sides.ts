/** The split a person gave, applied to the documents there are; rows and documents without each other are told. */
import type { DatasetWarning } from '#contracts/dataset.schema.js';
import { nearestName } from '#contracts/nearest-name.js';
import type { SplitRow } from './read-split-file.js';

/** Rows named in a warning: as many as a person mends by hand. */
const ROWS_NAMED = 5;

/**
 * @param paths of the documents, below data/raw; one that no row names serves for training
 * @returns 1 for each document kept back, 0 for training; and what does not fit
 */
export function givenSides(
  paths: readonly string[],
  split: ReadonlyMap<string, SplitRow>,
): { sides: Uint8Array; warnings: DatasetWarning[] } {
  const warnings: DatasetWarning[] = [];
  const unlisted = paths.filter((path) => !split.has(path));
  if (unlisted.length > 0) {
    const one = unlisted.length === 1;
    warnings.push({
      code: 'dataset/not-in-split',
      message: `${unlisted.length} ${one ? 'document is' : 'documents are'} not in the split file and ${one ? 'serves' : 'serve'} for training, '${unlisted[0]}' first.`,
    });
  }
  const known = new Set(paths);
  const strange = [...split].filter(([path]) => !known.has(path));
  if (strange.length > 0) {
    const named = strange
      .slice(0, ROWS_NAMED)
      .map(([path, { line }]) => `line ${line} '${path}'${suggestion(path, paths)}`);
    const more = strange.length > named.length ? [`and ${strange.length - named.length} more`] : [];
    const one = strange.length === 1;
    warnings.push({
      code: 'dataset/split-without-document',
      message: `${strange.length} ${one ? 'row' : 'rows'} of the split file ${one ? 'names' : 'name'} no document that was read from data/raw: ${[...named, ...more].join('; ')}.`,
    });
  }
  return { sides: Uint8Array.from(paths, (path) => (split.get(path)?.part === 'test' ? 1 : 0)), warnings };
}

/** Looked for in the same folder and under the same name alone: to compare it with every path would take too long. */
function suggestion(wrong: string, paths: readonly string[]): string {
  const below = paths.find((path) => wrong.endsWith(`/${path}`));
  if (below !== undefined) return ` (paths begin below data/raw: '${below}')`;
  const [folder, name] = partsOf(wrong);
  const near = nearestName(
    wrong,
    paths.filter((path) => {
      const parts = partsOf(path);
      return parts[0] === folder || parts[1] === name;
    }),
  );
  return near === undefined ? '' : ` (did you mean '${near}'?)`;
}

function partsOf(path: string): [folder: string, name: string] {
  const at = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, at)), path.slice(at + 1)];
}
