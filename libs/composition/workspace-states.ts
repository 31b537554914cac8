/** States of a workspace that can be looked at side by side: as it is, as a git revision has it, as an experiment left it. */
import { readFile } from 'node:fs/promises';
import { GitRepository } from '#adapters/git-repository.js';
import { loadPipeline, lockFileOf } from '#config/pipelines/load-pipeline.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Pipeline } from '#contracts/pipeline.js';
import { type LockEntry, type PipelineLock, PipelineLockSchema } from '#contracts/pipeline-lock.schema.js';
import { type StateTree, stateTrees } from '#core/pipeline/state-trees.js';
import { directoryEntries } from './directory-names.js';
import { ExperimentBook } from './experiments/experiment-book.js';
import type { Workspace } from './open-workspace.js';

export interface WorkspaceState {
  /** 'workspace', or the revision or experiment as the user named it. */
  label: string;
  pipelineFile: string;
  /** A file by its path from the workspace's root; null where this state has none. */
  read(path: string): Promise<Uint8Array | null>;
}

export const WORKSPACE_LABEL = 'workspace';

export const presentState = (workspace: Workspace): WorkspaceState => ({
  label: WORKSPACE_LABEL,
  pipelineFile: workspace.pipelineFile,
  read: (path) => readFile(workspace.files.absolute(path)).catch(() => null),
});

/** @returns null where git has no such revision, or there is no git */
export async function revisionState(workspace: Workspace, revision: string): Promise<WorkspaceState | null> {
  const git = GitRepository.around(workspace.directory);
  const commit = (await git?.commitOf(revision)) ?? null;
  if (git === null || commit === null) return null;
  return commitState(workspace, git, commit, revision);
}

export const commitState = (
  { pipelineFile }: Workspace,
  git: GitRepository,
  commit: string,
  label: string,
): WorkspaceState => ({
  label,
  pipelineFile,
  read: async (path) => (await git.read([{ commit, path }]))[0] ?? null,
});

/**
 * @param name an experiment, or else a git revision; 'workspace' for what lies there now
 * @throws DomainError 'request/invalid' where it is none of them
 */
export async function stateNamed(workspace: Workspace, name: string): Promise<WorkspaceState> {
  if (name === WORKSPACE_LABEL) return presentState(workspace);
  const book = new ExperimentBook(workspace);
  const experiment = await book.look(name);
  if (experiment !== null) return book.state(experiment);
  const state = await revisionState(workspace, name);
  if (state !== null) return state;
  throw new DomainError('request/invalid', unknownState(workspace.directory, name), { usage: true });
}

function unknownState(directory: string, name: string): string {
  const experiments = '`docket exp list` shows the experiments';
  if (GitRepository.around(directory) === null)
    return `There is no '${name}' to compare with: ${directory} lies in no git repository (git init makes one), and no experiment has that name; ${experiments}.`;
  if (name === 'HEAD')
    return `There is nothing to compare with: ${directory} has no commit yet. Make one, or name an experiment; ${experiments}.`;
  return `'${name}' is no experiment and no git revision of ${directory}. ${experiments}, \`git log --oneline\` the revisions.`;
}

export async function stateText(state: WorkspaceState, path: string): Promise<string | null> {
  const bytes = await state.read(path);
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}

/** @throws DomainError where that state's pipeline cannot be read */
export async function statePipeline(state: WorkspaceState): Promise<Pipeline> {
  return (await loadPipeline((file) => stateText(state, file), state.pipelineFile)).pipeline;
}

/** @returns null where there is none. @throws DomainError 'config/unreadable' */
export async function stateLock(workspace: Workspace, state: WorkspaceState): Promise<PipelineLock | null> {
  const file = lockFileOf(state.pipelineFile);
  const text = await stateText(state, file);
  if (text === null) return null;
  const parsed = PipelineLockSchema.safeParse(workspace.lockStore.parse(text));
  if (parsed.success) return parsed.data;
  throw new DomainError('config/unreadable', `${file} of ${state.label} is damaged, or of another schema.`);
}

/** What a state's lock names; nothing where it has none. @param names of the stages that count; null: all */
export async function stateTreesOf(
  workspace: Workspace,
  state: WorkspaceState,
  names: readonly string[] | null = null,
): Promise<StateTree[]> {
  const lock = await stateLock(workspace, state);
  return lock === null ? [] : stateTrees(await statePipeline(state), lock, names && new Set(names));
}

/** The lock's entry of an output, in the words of its pipeline. */
export const lockedOutput = (
  lock: PipelineLock | null,
  isMeant: (path: string) => boolean,
): LockEntry | undefined =>
  Object.values(lock?.stages ?? {})
    .flatMap(({ outs }) => outs ?? [])
    .find(({ path }) => isMeant(path));

/** An output's file: from the state itself, else from the cache under the name that its lock gives. */
export async function outputAt(
  workspace: Workspace,
  state: WorkspaceState,
  lock: PipelineLock | null,
  output: { path: string; written: string },
): Promise<Uint8Array | null> {
  const bytes = await state.read(output.path);
  if (bytes !== null || state.label === WORKSPACE_LABEL) return bytes;
  const md5 = lockedOutput(lock, (path) => path === output.written)?.md5;
  if (md5 !== undefined) return md5.endsWith('.dir') ? null : workspace.cache.read(md5);
  const directory = lockedOutput(lock, (path) => output.path.startsWith(`${path}/`));
  if (directory?.md5 === undefined) return null;
  const files = await directoryEntries(workspace, directory.md5);
  const file = files?.find(({ relpath }) => `${directory.path}/${relpath}` === output.path);
  return file === undefined ? null : workspace.cache.read(file.md5);
}
