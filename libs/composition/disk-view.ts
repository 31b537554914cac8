/** What the checks before a run ask of the disk; they stop looking as soon as they know. */
import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isPathIgnored } from '#adapters/workspace/ignored-paths.js';
import type { DiskView, PathState } from '#core/pipeline/check-inputs.js';
import { itemGlob } from '#core/pipeline/glob.js';
import { ancestors } from '#core/pipeline/path-overlap.js';

/**
 * @param root absolute directory of the workspace
 * @param kept as `keptInOutputs` found it
 */
export function diskView(root: string, kept: ReadonlyMap<string, string>): DiskView {
  return {
    look: (path) => look(join(root, path)),
    leavesWorkspace: (path) => {
      const real = realpathSync(root);
      const above = realAncestor(join(root, dirname(path)));
      return above !== real && !above.startsWith(real + sep);
    },
    isIgnored: (path) => isPathIgnored(root, path),
    unreadableIn: (path) => [
      ...unreadableIn(
        root,
        path,
        ['', ...ancestors(path)].map((each) => realAncestor(join(root, each))),
      ),
    ],
    keptIn: (output) => kept.get(output),
    matches: (glob) => {
      const { base, matches } = itemGlob(glob);
      return anyFile(root, base, matches, []);
    },
  };
}

function look(absolute: string): PathState {
  try {
    statSync(absolute);
    return 'present';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') return 'loop';
    if (code === 'EACCES' || code === 'EPERM') return 'forbidden';
    // ENOTDIR, a file where a directory would be, leaves no place for a link either.
    return code === 'ENOENT' && isLink(absolute) ? 'broken-link' : 'absent';
  }
}

const isLink = (absolute: string): boolean =>
  lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

/** Where the nearest directory above that exists really is. */
function realAncestor(absolute: string): string {
  try {
    return realpathSync(absolute);
  } catch {
    return dirname(absolute) === absolute ? absolute : realAncestor(dirname(absolute));
  }
}

function anyFile(
  root: string,
  path: string,
  matches: (path: string) => boolean,
  above: readonly string[],
): boolean {
  let entries: Dirent[];
  try {
    const real = realpathSync(join(root, path));
    if (above.includes(real)) return false;
    if (statSync(real).isFile()) return matches(path);
    entries = readdirSync(real, { withFileTypes: true });
    above = [...above, real];
  } catch {
    return false;
  }
  const below = (entry: Dirent) => (path === '' ? entry.name : `${path}/${entry.name}`);
  if (entries.some((entry) => entry.isFile() && matches(below(entry)))) return true;
  return entries.some(
    (entry) => !entry.isFile() && !entry.name.startsWith('.') && anyFile(root, below(entry), matches, above),
  );
}

/** Only what a walk shows: of a file that may not be read the run tells when it comes to it. */
function* unreadableIn(root: string, path: string, above: readonly string[]): Generator<string> {
  let entries: Dirent[];
  let real: string;
  try {
    real = realpathSync(join(root, path));
    entries = readdirSync(real, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isFile() && !entry.name.includes('\ufffd')) continue;
    if (path === '' && entry.name === '.docket') continue;
    const reason = unreadable(join(root, below), [...above, real]);
    if (isPathIgnored(root, below)) continue;
    if (reason !== null) yield `'${below}' ${reason}`;
    else if (!entry.isFile()) yield* unreadableIn(root, below, [...above, real]);
  }
}

/** @param above the folders around it, as they really are. @returns null for what can be looked into */
function unreadable(absolute: string, above: readonly string[]): string | null {
  const state = look(absolute);
  if (state === 'absent') return 'has a name that is not UTF-8; rename it.';
  if (state === 'loop') return 'is a symbolic link that leads to itself; remove it.';
  if (state === 'broken-link') return 'is a symbolic link to nothing; mend or remove it.';
  if (state === 'forbidden') return null;
  return above.includes(realpathSync(absolute))
    ? 'is a symbolic link to a directory above it; remove the link.'
    : null;
}
