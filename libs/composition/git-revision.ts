/** Files as git keeps them, in the workspace's directory and in its revisions. */
import type { SimpleGit } from 'simple-git';
import { DomainError } from '#contracts/domain-error.js';

export interface GitRevision {
  /** 40 hex digits. */
  commit: string;
  /** Paths from the workspace's root. */
  files: ReadonlySet<string>;
  /** @returns null where the revision has no such file */
  read(path: string): Promise<string | null>;
}

/** @returns null outside git, and where git is not installed */
export async function openGit(directory: string): Promise<SimpleGit | null> {
  const { simpleGit } = await import('simple-git');
  const git = simpleGit(directory);
  try {
    await git.raw(['rev-parse', '--is-inside-work-tree']);
    return git;
  } catch {
    return null;
  }
}

/** Files that git tracks, from the workspace's root. */
export async function filesInGit(directory: string): Promise<ReadonlySet<string>> {
  const git = await openGit(directory);
  return new Set((await git?.raw(['ls-files', '-z']))?.split('\0').filter((path) => path !== ''));
}

/** @throws DomainError 'request/invalid' for a revision that git does not know */
export async function openRevision(directory: string, revision: string): Promise<GitRevision> {
  const git = await openGit(directory);
  if (git === null) {
    throw new DomainError(
      'request/invalid',
      `${directory} is not in a git repository, so it has no revision '${revision}'. \`git init\` makes one.`,
      { usage: true },
    );
  }
  let commit: string;
  try {
    // No option may follow, so that no revision can be read as an option.
    commit = (await git.raw(['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`])).trim();
  } catch {
    throw new DomainError(
      'request/invalid',
      `git knows no revision '${revision}' in ${directory}; \`git log --oneline\` lists them.`,
      { usage: true },
    );
  }
  const listing = await git.raw(['ls-tree', '-r', '-z', '--name-only', commit]);
  const files = new Set(listing.split('\0').filter((path) => path !== ''));
  return {
    commit,
    files,
    read: async (path) => (files.has(path) ? git.raw(['cat-file', 'blob', `${commit}:./${path}`]) : null),
  };
}
