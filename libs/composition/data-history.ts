/** Every state that a repository's data was ever committed in, or lies in: what gc must know before it takes anything away. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { GitRepository } from '#adapters/git-repository.js';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { DomainError } from '#contracts/domain-error.js';
import { isObjectName } from '#contracts/object-name.js';
import type { KeepReason } from '#core/transfer/plan-gc.js';
import type { Workspace } from './open-workspace.js';

export interface CommittedState {
  commit: string;
  title: string;
  /** Milliseconds since 1970. */
  time: number;
  /** Null: it may go. */
  keep: KeepReason | null;
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
  const git = GitRepository.around(workspace.directory);
  if (git === null) return { git: false, states: [] };
  if ((await git.run(['rev-parse', '--is-shallow-repository'])).trim() === 'true') {
    throw new DomainError(
      'remote/incomplete-history',
      'This clone has only a part of the history, so nobody can tell what older revisions need. `git fetch --unshallow` brings the rest.',
    );
  }
  const paths = pathsOf(workspace);
  const head = await git.commitOf('HEAD');
  const heads = head === null ? [] : [head];
  const commits = await commitsWith(git, ['--all', '--reflog', ...heads], paths);
  const kept = keep === null ? null : await newestOfEach(git, keep, heads, paths);
  const files: CommittedFile[][] = [];
  for (const { commit } of commits) files.push(await filesAt(git, commit));
  const names = await namesByFile(git, files.flat());
  const states = commits.map(
    ({ commit, time, title }, index): CommittedState => ({
      ...{ commit, time, title },
      names: new Set(files[index]!.flatMap((file) => [...names.get(keyOf(file))!])),
      keep: kept === null ? 'history' : kept.has(commit) ? 'newest' : time >= before ? 'recent' : null,
    }),
  );
  return { git: true, states: [...states, ...(await workingTrees(git, paths))] };
}

/** What lies in each working tree of the repository (`git worktree`), committed or not, and what is staged there. */
async function workingTrees(git: GitRepository, paths: readonly string[]): Promise<CommittedState[]> {
  const states: CommittedState[] = [];
  for (const { directory, bare } of await git.workingTrees()) {
    // One that was deleted by hand is listed until `git worktree prune`; a bare repository has no files.
    if (bare || !existsSync(directory)) continue;
    const tree = GitRepository.around(directory);
    if (tree === null) continue;
    const staged = (await tree.list(['ls-files', '--stage', '-z', '--', ...paths])).map(fileOf);
    const names = [...(await namesByFile(tree, staged)).values()].flatMap((found) => [...found]);
    const here = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...paths];
    for (const path of new Set(await tree.list(here)))
      names.push(...namesIn(await readFile(join(directory, path), 'utf8').catch(() => '')));
    states.push({
      ...{ commit: directory, title: 'working tree', time: Date.now(), keep: 'working-tree' },
      names: new Set(names),
    });
  }
  return states;
}

async function commitsWith(
  git: GitRepository,
  from: readonly string[],
  paths: readonly string[],
): Promise<{ commit: string; time: number; title: string }[]> {
  const format = '--format=%H%x09%ct%x09%s';
  const text = await git.run(['log', '-m', '--full-history', format, ...from, '--', ...paths]);
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
async function newestOfEach(
  git: GitRepository,
  keep: number,
  heads: readonly string[],
  paths: readonly string[],
): Promise<Set<string>> {
  const refs = (await git.run(['for-each-ref', '--format=%(objectname)'])).split('\n').filter(Boolean);
  const kept = new Set<string>();
  for (const tip of new Set([...refs, ...heads])) {
    const newest = await commitsWith(git, [`--max-count=${Math.max(1, keep)}`, tip], paths);
    for (const { commit } of newest) kept.add(commit);
  }
  return kept;
}

/** Hexadecimal digits of SHA-1, git's shorter kind of name. */
const SHORTEST_BLOB = 40;

/** A lock or .dvc file as a commit, or the index, has it. */
interface CommittedFile {
  /** git's name of its content. */
  blob: string;
  path: string;
}

/** @param line of `git ls-tree` ('100644 blob NAME<tab>path') or `git ls-files --stage` ('100644 NAME 0<tab>path') */
function fileOf(line: string): CommittedFile {
  const [entry = '', path = ''] = line.split('\t');
  const blob = entry.split(' ').find((word) => word.length >= SHORTEST_BLOB) ?? '';
  return { blob, path };
}

const keyOf = ({ blob, path }: CommittedFile): string => `${blob} ${path}`;

async function filesAt(git: GitRepository, commit: string): Promise<CommittedFile[]> {
  const lines = await git.list(['ls-tree', '-r', '-z', '--full-tree', commit]);
  return lines.map(fileOf).filter(({ path }) => {
    const name = basename(path);
    return name.endsWith('.lock') || (name.endsWith('.dvc') && name !== '.dvc');
  });
}

/** Each content is read once, however many commits have it. */
async function namesByFile(
  git: GitRepository,
  files: readonly CommittedFile[],
): Promise<Map<string, ReadonlySet<string>>> {
  const distinct = [...new Map(files.map((file) => [keyOf(file), file])).values()];
  const contents = await git.objects(distinct.map(({ blob }) => blob));
  return new Map(distinct.map((file, index) => [keyOf(file), namesIn(contents[index]?.toString() ?? '')]));
}

/** Lenient: what cannot be read names nothing, so that an odd file of old does not stop a gc for ever. */
function namesIn(text: string): ReadonlySet<string> {
  try {
    return new Set(md5sIn(parse(text, { uniqueKeys: false })));
  } catch {
    return new Set();
  }
}

/** Wherever one stands: to keep too much harms nobody. */
function md5sIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  const { md5 } = value as { md5?: unknown };
  const own = typeof md5 === 'string' && isObjectName(md5) ? [md5] : [];
  return [...own, ...Object.values(value).flatMap(md5sIn)];
}
