/** The glob of an `each:` stage: where it starts, which files it means, and where their outputs go. */
import picomatch from 'picomatch';
import type { ArtifactKind } from '#contracts/stage.js';
import { md5Of } from './directory-object.js';

/** No file system that people use takes longer names (NAME_MAX of Linux, NTFS and APFS). */
const MOST_NAME_BYTES = 255;
/** Tells apart names that begin alike. */
const DIGEST_CHARACTERS = 12;

export interface ItemGlob {
  pattern: string;
  /** The directories before the first wildcard: 'data/raw' of 'data/raw/**\/*', or of one file's name. '' for the workspace's root. */
  base: string;
  /** What the stage reads: `base`, or the one file that is named. */
  reads: string;
  /** Whether every visible file below the base is meant. */
  whole: boolean;
  matches(path: string): boolean;
}

/** Hidden files (.DS_Store, .gitkeep) are never documents. */
export function itemGlob(pattern: string): ItemGlob {
  const { base: scanned, isGlob } = picomatch.scan(pattern);
  const directory = isGlob ? scanned : pattern.slice(0, Math.max(pattern.lastIndexOf('/'), 0));
  const base = directory === '.' ? '' : directory;
  return {
    pattern,
    base,
    reads: isGlob ? base : pattern,
    whole: /^\*\*(\/\*)?$/.test(pattern.slice(base.length + 1)),
    // A line break is part of a name as any other character.
    matches: picomatch(pattern, { dot: false, flags: 's' }),
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
    kind === null || (kind === 'json' && relative.endsWith('.json')) ? relative : withEnding(relative);
  return `${directory}/${named}`;
}

/** A name that has no room for the ending gives up its own end for a digest of itself. */
function withEnding(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = '.json';
  if (Buffer.byteLength(name + ending) <= MOST_NAME_BYTES) return path + ending;
  const tail = `~${md5Of(name).slice(0, DIGEST_CHARACTERS)}${ending}`;
  let kept = '';
  for (const character of name) {
    if (Buffer.byteLength(kept + character + tail) > MOST_NAME_BYTES) break;
    kept += character;
  }
  return path.slice(0, path.length - name.length) + kept + tail;
}
