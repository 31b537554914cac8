/** What git must not keep: Docket's own data, and outputs that the cache keeps, each named in a .gitignore as DVC does it. */
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { GitRepository } from '#adapters/git-repository.js';
import { makeDirectory } from '#adapters/make-directory.js';
import { compareCodePoints } from '#contracts/compare-code-points.js';
import type { StageSpec } from '#contracts/pipeline.js';
import type { Workspace } from './open-workspace.js';

/**
 * Cache, logs and secrets of `.docket` are nobody's to commit, in whichever way the workspace was made.
 * Where it cannot be written, nothing else could be either, and that will be told.
 */
export function ignoreState({ state }: Pick<Workspace, 'state'>): void {
  const path = join(state, '.gitignore');
  if (existsSync(path)) return;
  try {
    makeDirectory(state);
    writeFileSync(path, '*\n', { flag: 'wx' });
  } catch {
    // Reading goes on without.
  }
}

/** Names outputs with `cache: true` in the .gitignore beside them, unless git ignores them already or has them. */
export async function ignoreOutputs(workspace: Workspace, stages: readonly StageSpec[]): Promise<void> {
  const paths = stages.flatMap(({ outputs }) => outputs.filter(({ cache }) => cache).map(({ path }) => path));
  const git = GitRepository.around(workspace.directory);
  if (git === null || paths.length === 0) return;
  // A run that ended well does not fail because git is missing, or at odds with itself.
  const known = await Promise.all([git.ignored(paths), git.tracked(paths)]).catch(() => null);
  if (known === null) return;
  const [ignored, tracked] = known;
  const lines = new Map<string, string[]>();
  for (const path of paths.sort(compareCodePoints)) {
    if (ignored.has(path) || tracked.some((file) => file === path || file.startsWith(`${path}/`))) continue;
    const file = ignoreFileOf(path);
    lines.set(file, [...(lines.get(file) ?? []), `/${escaped(posix.basename(path))}\n`]);
  }
  for (const [file, added] of lines) {
    const path = workspace.files.absolute(file);
    // A directory of that name is none that git reads, and the user's.
    if (existsSync(path) && !statSync(path).isFile()) continue;
    const open = existsSync(path) && /[^\n]$/.test(readFileSync(path, 'utf8'));
    appendFileSync(path, `${open ? '\n' : ''}${added.join('')}`);
  }
}

/** The file that {@link ignoreOutputs} names an output in, from the workspace's root. */
export const ignoreFileOf = (path: string): string => posix.join(posix.dirname(path), '.gitignore');

/** As git reads patterns. A line break in a name cannot be said in one; '?' stands for any character. */
const escaped = (name: string): string =>
  name
    .replace(/[\\*?[\]]/g, '\\$&')
    .replace(/ $/, '\\ ')
    .replaceAll('\n', '?');
