/** The glob of an `each:` stage: where it starts, which files it means, and where their outputs go. */
import picomatch from 'picomatch';
import type { ArtifactKind } from '#contracts/stage.js';

export interface ItemGlob {
  pattern: string;
  /** The directories before the first wildcard: 'data/raw' of 'data/raw/**\/*'. '' for the workspace's root. */
  base: string;
  /** Whether every visible file below the base is meant. */
  whole: boolean;
  matches(path: string): boolean;
}

/** Hidden files (.DS_Store, .gitkeep) are never documents. */
export function itemGlob(pattern: string): ItemGlob {
  const { base } = picomatch.scan(pattern);
  return {
    pattern,
    base: base === '.' ? '' : base,
    whole: /^\*\*(\/\*)?$/.test(pattern.slice(base.length + 1)),
    matches: picomatch(pattern, { dot: false }),
  };
}

/**
 * Where the output of one item goes: its path below the glob's base, and '.json' unless it is a JSON file already.
 * @param directory the stage's output directory
 * @param kind of the stage's first input; null for commands, whose outputs keep the input's name
 */
export function itemOutputPath(
  item: string,
  base: string,
  directory: string,
  kind: ArtifactKind | null,
): string {
  const relative = base === '' ? item : item.slice(base.length + 1);
  const named =
    kind === null || (kind === 'json' && relative.endsWith('.json')) ? relative : `${relative}.json`;
  return `${directory}/${named}`;
}
