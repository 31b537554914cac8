/** Refuses to bring data where it would harm: into what git, DVC and Docket work by, or out of the workspace by a link. */
import { lstatSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { GitRepository, nullIfUnavailable } from '#adapters/git-repository.js';
import { DomainError } from '#contracts/domain-error.js';
import { groundProblem } from '#contracts/ground.js';
import { visible } from '#contracts/visible-text.js';
import { ancestors } from '#core/pipeline/path-overlap.js';
import type { Workspace } from './open-workspace.js';

/**
 * Whoever writes a lock, a `.dvc` file or an experiment may be somebody else.
 * @param paths from the workspace's root
 * @param whose what names them: 'pipelines.lock'
 * @throws DomainError 'pipeline/output-conflict'
 */
export function refuseGround(
  paths: Iterable<string>,
  whose: string,
  problemOf: (path: string) => string | null = groundProblem,
): void {
  for (const path of paths) {
    const problem = problemOf(path);
    if (problem !== null) throw refusal(path, whose, problem);
  }
}

/**
 * What stages make never lies outside. What people put there may lie behind a link of theirs; a link that git brought
 * along is whoever's.
 * @throws DomainError 'pipeline/output-conflict'
 */
export async function refuseLinksOut(
  { directory }: Pick<Workspace, 'directory'>,
  data: readonly { path: string; made: boolean }[],
  whose: string,
): Promise<void> {
  const root = realpathSync(directory);
  const theirs = new Map<string, string>();
  for (const { path, made } of data) {
    // A link in the very place of an output goes, and what it leads to stays.
    for (const each of made ? ancestors(path) : [...ancestors(path), path]) {
      if (!leadsOut(root, each)) continue;
      if (made) throw refusal(path, whose, linkProblem(each));
      theirs.set(each, path);
    }
  }
  if (theirs.size === 0) return;
  const named = ['--literal-pathspecs', 'ls-files', '-z', '--', ...theirs.keys()];
  const tracked = await GitRepository.around(directory)?.list(named).catch(nullIfUnavailable);
  const [link] = tracked ?? [];
  if (link !== undefined) throw refusal(theirs.get(link) ?? link, whose, linkProblem(link));
}

function leadsOut(root: string, path: string): boolean {
  const absolute = join(root, path);
  if (lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return false;
  try {
    const real = realpathSync(absolute);
    return real !== root && !real.startsWith(root + sep);
  } catch {
    // To nothing yet: it would be made there.
    return true;
  }
}

const linkProblem = (link: string): string =>
  `would lie outside the workspace, through the symbolic link ${visible(link)}`;

const refusal = (path: string, whose: string, problem: string): DomainError =>
  new DomainError(
    'pipeline/output-conflict',
    `'${visible(path)}' of ${whose} ${problem}; nothing was brought there. Name another path, and ask whoever wrote it what it was for.`,
    { path },
  );
