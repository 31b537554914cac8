/** Every state that a repository's data was ever committed in: what gc must know before it takes anything away. */
import { basename } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { parse } from 'yaml';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { parseDvcFile } from '#config/remotes/dvc-files.js';
import { DomainError } from '#contracts/domain-error.js';
import { PipelineLockSchema } from '#contracts/pipeline-lock.schema.js';
import { openGit } from './git-revision.js';
import type { Workspace } from './open-workspace.js';

export interface CommittedState {
  commit: string;
  title: string;
  /** Milliseconds since 1970. */
  time: number;
  keep: boolean;
  /** md5s that its locks and .dvc files name; directories by their '.dir' name. */
  names: ReadonlySet<string>;
}

export interface DataHistory {
  /** False outside git: then the workspace's own lock is all that is known. */
  git: boolean;
  states: CommittedState[];
}

/** Lock and .dvc files of every project in the repository: several may share a remote. */
const pathsOf = ({ pipelineFile }: Workspace): string[] =>
  [basename(lockFileOf(pipelineFile)), 'pipelines.lock', 'dvc.lock', '*.dvc'].map(
    (name) => `:(top,glob)**/${name}`,
  );

/**
 * @param keep newest states of each branch and tag that stay; null: all
 * @param before states committed later (milliseconds since 1970) stay in any case
 * @throws DomainError 'remote/incomplete-history' in a shallow clone, which does not know what others need
 */
export async function dataHistory(
  workspace: Workspace,
  keep: number | null,
  before: number,
): Promise<DataHistory> {
  const git = await openGit(workspace.directory);
  if (git === null) return { git: false, states: [] };
  if ((await git.raw(['rev-parse', '--is-shallow-repository'])).trim() === 'true') {
    throw new DomainError(
      'remote/incomplete-history',
      'This clone has only a part of the history, so nobody can tell what older revisions need. `git fetch --unshallow` brings the rest.',
    );
  }
  const paths = pathsOf(workspace);
  const commits = await commitsWith(git, ['--all', '--reflog', ...(await headOf(git))], paths);
  const kept = keep === null ? null : await newestOfEach(git, keep, paths);
  const names = new Map<string, ReadonlySet<string>>();
  const states: CommittedState[] = [];
  for (const { commit, time, title } of commits) {
    const all = new Set<string>();
    for (const { blob, path } of await filesAt(git, commit)) {
      const key = `${blob} ${path}`;
      const found = names.get(key) ?? namesIn(path, await git.raw(['cat-file', 'blob', blob]));
      names.set(key, found);
      for (const name of found) all.add(name);
    }
    states.push({
      commit,
      time,
      title,
      names: all,
      keep: kept === null || kept.has(commit) || time >= before,
    });
  }
  return { git: true, states };
}

const headOf = async (git: SimpleGit): Promise<string[]> =>
  git.raw(['rev-parse', '--verify', '-q', 'HEAD']).then(
    (commit) => (commit.trim() === '' ? [] : [commit.trim()]),
    () => [],
  );

async function commitsWith(
  git: SimpleGit,
  from: readonly string[],
  paths: readonly string[],
): Promise<{ commit: string; time: number; title: string }[]> {
  const text = await git
    .raw(['log', '-m', '--full-history', '--format=%H%x09%ct%x09%s', ...from, '--', ...paths])
    .catch(() => '');
  const seen = new Set<string>();
  return text.split('\n').flatMap((line) => {
    const [commit = '', seconds = '', ...title] = line.split('\t');
    // A merge appears once for each parent.
    if (commit === '' || seen.has(commit)) return [];
    seen.add(commit);
    return [{ commit, time: Number(seconds) * 1000, title: title.join(' ') }];
  });
}

/** Every tip is one of its own newest: what a branch or tag shows now always stays. */
async function newestOfEach(git: SimpleGit, keep: number, paths: readonly string[]): Promise<Set<string>> {
  const tips = new Set(
    (await git.raw(['for-each-ref', '--format=%(objectname)'])).split('\n').filter(Boolean),
  );
  for (const commit of await headOf(git)) tips.add(commit);
  const kept = new Set<string>();
  for (const tip of tips) {
    const newest = await commitsWith(git, [`--max-count=${Math.max(1, keep)}`, tip], paths);
    for (const { commit } of newest) kept.add(commit);
  }
  return kept;
}

async function filesAt(git: SimpleGit, commit: string): Promise<{ blob: string; path: string }[]> {
  const text = await git.raw(['ls-tree', '-r', '-z', '--full-tree', commit]);
  return text.split('\0').flatMap((line) => {
    const [entry = '', path = ''] = line.split('\t');
    const name = basename(path);
    if (!name.endsWith('.lock') && !(name.endsWith('.dvc') && name !== '.dvc')) return [];
    return [{ blob: entry.split(' ')[2]!, path }];
  });
}

/** Lenient: what cannot be read names nothing, so that an odd file of old does not stop a gc for ever. */
function namesIn(path: string, text: string): ReadonlySet<string> {
  try {
    if (path.endsWith('.dvc')) return new Set(parseDvcFile(path, text).map(({ md5 }) => md5));
    const parsed = PipelineLockSchema.safeParse(parse(text));
    const stages = parsed.success ? Object.values(parsed.data.stages ?? {}) : [];
    const entries = stages.flatMap(({ deps, outs }) => [...(deps ?? []), ...(outs ?? [])]);
    return new Set(entries.flatMap(({ md5 }) => md5 ?? []));
  } catch {
    return new Set();
  }
}
