/** Which software, machine and commit a result was made with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GitRepository } from '#adapters/git-repository.js';
import type { Provenance } from '#contracts/provenance.schema.js';
import { packageDirectory } from './package-directory.js';

export const docketVersion = (): string =>
  JSON.parse(readFileSync(join(packageDirectory(), 'package.json'), 'utf8')).version;

export async function workspaceOrigin(directory: string): Promise<Omit<Provenance, 'data' | 'stages'>> {
  return {
    docket: docketVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    git: await gitState(directory),
  };
}

/** Null outside git, before the first commit, and where git is not installed: none of them is an error. */
async function gitState(directory: string): Promise<Provenance['git']> {
  try {
    const git = GitRepository.around(directory);
    const commit = (await git?.commitOf('HEAD')) ?? null;
    if (git === null || commit === null) return null;
    return { commit, dirty: (await git.list(['status', '--porcelain', '-z'])).length > 0 };
  } catch {
    return null;
  }
}
