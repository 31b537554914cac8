/** What git must not keep: Docket's own data, and outputs that the cache keeps, each named in a .gitignore as DVC does it. */
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { GitRepository } from '#adapters/git-repository.js';
import { makeDirectory } from '#adapters/make-directory.js';
import { compareCodePoints } from '#contracts/compare-code-points.js';
import type { StageSpec } from '#contracts/pipeline.js';
import { ancestors } from '#core/pipeline/path-overlap.js';
import { keepStatePrivate } from './keep-state-private.js';
import type { Workspace } from './open-workspace.js';

/**
 * Documents, cache, logs and secrets of `.docket` are nobody's to commit, and its owner's alone to read, in whichever way
 * the workspace was made. Where it cannot be written, nothing else could be either, and that will be told.
 */
export function guardState({ state }: Pick<Workspace, 'state'>): void {
  const path = join(state, '.gitignore');
  try {
    if (!existsSync(path)) {
      makeDirectory(state);
      writeFileSync(path, '*\n', { flag: 'wx' });
    }
  } catch {
    // Reading goes on without.
  }
  keepStatePrivate(state);
}

/**
 * Names outputs with `cache: true` in the .gitignore beside them, unless git ignores them already or has them.
 * git is asked only about those that no line names; what lies in a folder that is not there yet is left for later.
 */
export async function ignoreOutputs(workspace: Workspace, stages: readonly StageSpec[]): Promise<void> {
  const git = GitRepository.around(workspace.directory);
  if (git === null) return;
  const there = new Map<string, Promise<boolean>>();
  const folderOf = (path: string): Promise<boolean> => {
    const folder = posix.dirname(path);
    const known = there.get(folder) ?? workspace.files.exists(folder === '.' ? '' : folder);
    there.set(folder, known);
    return known;
  };
  const paths: string[] = [];
  for (const { outputs } of stages)
    for (const { cache, path } of outputs) if (cache && (await folderOf(path))) paths.push(path);
  const unnamed = withoutLine(workspace, paths);
  if (unnamed.length === 0) return;
  // A run that ended well does not fail because git is missing, or at odds with itself.
  const left = await unknownTo(git, unnamed).catch(() => []);
  // Another stage may have ended while git was asked.
  for (const path of withoutLine(workspace, left)) {
    const file = workspace.files.absolute(ignoreFileOf(path));
    // A directory of that name is none that git reads, and the user's.
    if (existsSync(file) && !statSync(file).isFile()) continue;
    const open = existsSync(file) && /[^\n]$/.test(readFileSync(file, 'utf8'));
    appendFileSync(file, `${open ? '\n' : ''}${lineOf(path)}\n`);
  }
}

/** @returns in order, those that the .gitignore beside them has no line of ours for */
function withoutLine({ files }: Workspace, paths: readonly string[]): string[] {
  const lines = new Map<string, Set<string>>();
  const linesBeside = (path: string): Set<string> => {
    const file = ignoreFileOf(path);
    const known = lines.get(file) ?? linesOf(files.absolute(file));
    lines.set(file, known);
    return known;
  };
  return paths.filter((path) => !linesBeside(path).has(lineOf(path))).sort(compareCodePoints);
}

const linesOf = (file: string): Set<string> =>
  new Set(existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8').split(/\r?\n/) : []);

/** @returns those that git neither ignores nor has */
async function unknownTo(git: GitRepository, paths: readonly string[]): Promise<string[]> {
  // `/folder/` ignores a folder, and git cannot see that what is not there yet will be one.
  const within = (path: string) => `${path}/.docket`;
  const ignored = await git.ignored(paths.flatMap((path) => [path, within(path)]));
  const seen = paths.filter((path) => !ignored.has(path) && !ignored.has(within(path)));
  if (seen.length === 0) return [];
  const tracked = await git.tracked(seen);
  const held = new Set(tracked.flatMap((file) => [file, ...ancestors(file)]));
  return seen.filter((path) => !held.has(path));
}

const lineOf = (path: string): string => `/${escaped(posix.basename(path))}`;

/** The file that {@link ignoreOutputs} names an output in, from the workspace's root. */
export const ignoreFileOf = (path: string): string => posix.join(posix.dirname(path), '.gitignore');

/** As git reads patterns. A line break in a name cannot be said in one; '?' stands for any character. */
const escaped = (name: string): string =>
  name
    .replace(/[\\*?[\]]/g, '\\$&')
    .replace(/ $/, '\\ ')
    .replaceAll('\n', '?');
