/** `docket repro --commit [--push]`: what a run made goes into git, and with --push to both sides, data first. */
import { GitRepository } from '#adapters/git-repository.js';
import { DomainError } from '#contracts/domain-error.js';
import type { TransferEvent } from '#contracts/transfer-event.js';
import { runMessage } from '#core/experiments/run-message.js';
import { filesToCommit } from './files-to-commit.js';
import { holdWorkspace } from './hold-workspace.js';
import { openRemote } from './open-remote.js';
import type { Workspace } from './open-workspace.js';
import { pushData } from './push-data.js';
import { type ReproduceOptions, type ReproduceResult, reproduceNoted } from './reproduce.js';
import { uncommittedInputs } from './uncommitted-inputs.js';

export interface CommitOptions extends ReproduceOptions {
  /** Push data, then the commit. */
  push?: boolean;
  onTransfer?: (event: TransferEvent) => void;
}

export interface CommittedRun extends ReproduceResult {
  /** Null where git had all of it already, or a stage failed. */
  commit: { id: string; files: string[] } | null;
  /** Files that belong into the commit, but hold a secret. */
  withheld: string[];
  /** Inputs that git tracks, in another content than this run read. */
  uncommitted: string[];
  /** Null where it was not asked for, a stage failed, or the push did. */
  pushed: { data: string; branch: string } | null;
  /** Why nothing was pushed, or not all; what ran and was committed stays. */
  error?: { code: string; message: string };
}

/**
 * What can be known to fail is told before anything runs.
 * @throws as `reproduce`; 'git/unavailable', 'git/identity', 'git/failed', 'remote/not-configured' and others
 */
export async function reproduceAndCommit(
  workspace: Workspace,
  { push = false, onTransfer, ...options }: CommitOptions,
): Promise<CommittedRun> {
  const git = GitRepository.required(workspace.directory, 'so nothing can be committed');
  const upstream = await checkRepository(git, push);
  if (push) await (await openRemote(workspace)).close();
  const done = await holdWorkspace(workspace, { command: 'docket repro', ...options }, async (signal) => {
    const run = await reproduceNoted(workspace, { ...options, signal });
    const failed = run.stages.some(({ state }) => state === 'failed');
    if (failed) return { run: { ...run, commit: null, withheld: [], uncommitted: [] }, failed };
    const commit = await commitRun(workspace, git, run);
    return { run: { ...run, ...commit, uncommitted: await uncommittedInputs(workspace, git) }, failed };
  });
  if (!push || done.failed) return { ...done.run, pushed: null };
  try {
    const data = await pushBoth(workspace, git, { signal: options.signal, onTransfer });
    return { ...done.run, pushed: { data, branch: upstream! } };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'remote/interrupted') throw error;
    return { ...done.run, pushed: null, error: { code: error.code, message: error.message } };
  }
}

/** Data first: whoever pulls the lock must find what it names. @returns where the data went */
async function pushBoth(
  workspace: Workspace,
  git: GitRepository,
  { signal, onTransfer }: { signal: AbortSignal | undefined; onTransfer: CommitOptions['onTransfer'] },
): Promise<string> {
  const sent = await pushData(workspace, {
    ...(signal !== undefined && { signal }),
    ...(onTransfer !== undefined && { onEvent: onTransfer }),
  });
  const [failure] = sent.failed;
  if (failure !== undefined) {
    throw new DomainError(
      'remote/unavailable',
      `${sent.failed.length} objects did not reach ${sent.address}, so the commit was not pushed either; the first: ${failure.message}`,
      { failed: sent.failed },
    );
  }
  await git.run(['push', '--quiet']);
  return sent.address;
}

/** @returns the branch that a push goes to; null where none is to be pushed */
async function checkRepository(git: GitRepository, push: boolean): Promise<string | null> {
  await git.identity();
  for (const [ref, what] of [
    ['MERGE_HEAD', 'merge'],
    ['CHERRY_PICK_HEAD', 'cherry-pick'],
    ['REVERT_HEAD', 'revert'],
    ['REBASE_HEAD', 'rebase'],
  ] as const) {
    if ((await git.commitOf(ref)) === null) continue;
    throw new DomainError(
      'git/failed',
      `A ${what} is under way in this repository. Finish it (git ${what} --continue) or give it up (git ${what} --abort), then run again.`,
    );
  }
  if (!push) return null;
  try {
    return (await git.run(['rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}'])).trim();
  } catch (cause) {
    if (cause instanceof DomainError && cause.code === 'git/unavailable') throw cause;
    const detached = await git.run(['symbolic-ref', '--quiet', 'HEAD']).then(
      () => false,
      () => true,
    );
    throw new DomainError(
      'git/failed',
      detached
        ? 'HEAD is detached, so there is no branch to push. Make one: git switch -c BRANCH, then git push -u origin BRANCH.'
        : 'This branch has no branch on a server to push to. Name it once: git push -u origin BRANCH.',
      {},
      { cause },
    );
  }
}

/** Commits the run's files alone; what else is changed or staged stays as it is. */
async function commitRun(
  workspace: Workspace,
  git: GitRepository,
  run: ReproduceResult,
): Promise<Pick<CommittedRun, 'commit' | 'withheld'>> {
  const { paths, withheld } = await filesToCommit(workspace, git);
  if (paths.length === 0) return { commit: null, withheld };
  await git.run(['add', '--', ...paths]);
  const files = await git.list(['diff', '--cached', '--name-only', '--relative', '-z', '--', ...paths]);
  if (files.length === 0) return { commit: null, withheld };
  await git.run(['commit', '--quiet', '-m', runMessage(run), '--', ...files]);
  return { commit: { id: (await git.commitOf('HEAD'))!, files }, withheld };
}
