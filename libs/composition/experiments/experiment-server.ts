/** Experiments as a git server has them: which there are, and how they are removed from there. */
import { GitExperimentStore, refOf } from '#adapters/experiment-store/git-experiment-store.js';
import { GitRepository } from '#adapters/git-repository.js';
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { Workspace } from '../open-workspace.js';
import { ExperimentBook } from './experiment-book.js';

export interface ExperimentThere {
  name: string;
  /** 'refs/exps/…' */
  ref: string;
  /** The commit. */
  id: string;
}

/**
 * @param name of a remote of git
 * @throws DomainError 'git/unavailable', 'git/failed'
 */
export async function repositoryWith(name: string, { directory }: Workspace): Promise<GitRepository> {
  const git = GitRepository.required(directory, 'by which experiments travel');
  const remotes = (await git.run(['remote'])).split('\n').filter((each) => each !== '');
  if (remotes.includes(name)) return git;
  throw new DomainError(
    'git/failed',
    `git knows no remote '${name}'.${didYouMean(name, remotes)} Add it (git remote add ${name} URL), or name another: --git-remote.`,
    { usage: true },
  );
}

/** Of every workspace of the repository. */
export async function experimentsOn(git: GitRepository, gitRemote: string): Promise<ExperimentThere[]> {
  const lines = (await git.run(['ls-remote', gitRemote, 'refs/exps/*'])).split('\n');
  return lines.flatMap((line) => {
    const [id = '', ref = ''] = line.split('\t');
    const name = GitExperimentStore.nameOf(ref);
    return name === null ? [] : [{ name, ref, id }];
  });
}

/** @returns an error where one of `names` is not `there` */
export function unknownThere(
  gitRemote: string,
  names: readonly string[],
  there: readonly ExperimentThere[],
): DomainError | null {
  const known = [...new Set(there.map(({ name }) => name))];
  const missing = names.find((name) => !known.includes(name));
  if (missing === undefined) return null;
  return new DomainError(
    'experiment/unknown',
    `${gitRemote} has no experiment '${missing}'.${didYouMean(missing, known)} It has ${known.length === 0 ? 'none' : known.join(', ')}; docket exp push sends one there.`,
    { usage: true },
  );
}

/**
 * From the server alone: what is recorded here stays.
 * @param names all or none of them are removed; null: those of this workspace that the server has as they are here
 * @returns the names of those that were removed
 * @throws DomainError 'experiment/unknown', 'experiment/exists' where a name means several there, 'git/…'
 */
export async function removeFromServer(
  workspace: Workspace,
  names: readonly string[] | null,
  gitRemote: string,
): Promise<string[]> {
  const git = await repositoryWith(gitRemote, workspace);
  const there = await experimentsOn(git, gitRemote);
  const unknown = unknownThere(gitRemote, names ?? [], there);
  if (unknown !== null) throw unknown;
  const here = new Map(
    (await new ExperimentBook(workspace).list()).flatMap(({ baseline, name, id }) =>
      baseline === null ? [] : [[refOf(baseline, name), id]],
    ),
  );
  const isHere = ({ ref, id }: ExperimentThere): boolean => here.get(ref) === id;
  const chosen =
    names === null
      ? there.filter(isHere)
      : [...new Set(names)].map((name) => oneOf(there, name, gitRemote, isHere));
  if (chosen.length > 0) {
    // Another one that took its place meanwhile stays.
    const leases = chosen.map(({ ref, id }) => `--force-with-lease=${ref}:${id}`);
    await git.run(['push', '--quiet', ...leases, gitRemote, ...chosen.map(({ ref }) => `:${ref}`)]);
  }
  return chosen.map(({ name }) => name);
}

/** Names are free again on another commit; then the one that this workspace has is meant. */
function oneOf(
  there: readonly ExperimentThere[],
  name: string,
  gitRemote: string,
  isHere: (each: ExperimentThere) => boolean,
): ExperimentThere {
  const all = there.filter((each) => each.name === name);
  const own = all.filter(isHere);
  const [one] = own.length === 1 ? own : all;
  if (one !== undefined && (all.length === 1 || own.length === 1)) return one;
  throw new DomainError(
    'experiment/exists',
    `${gitRemote} has ${all.length} experiments '${name}', on several commits. Remove the one that you mean with git: ${all.map(({ ref }) => `git push ${gitRemote} :${ref}`).join('  or  ')}`,
    { usage: true },
  );
}
