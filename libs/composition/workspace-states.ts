/** States of a workspace that can be looked at side by side: as it is, as a git revision has it, as an experiment left it. */

import { readFile } from 'node:fs/promises';
import { GitRepository } from '#adapters/git-repository.js';
import { parseLockYaml } from '#adapters/workspace/lock-yaml.js';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { filesOfProject, loadProject } from '#config/pipelines/read-project.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Pipeline } from '#contracts/pipeline.js';
import { type PipelineLock, PipelineLockSchema } from '#contracts/pipeline-lock.schema.js';
import { joinLocks } from '#contracts/project-lock.js';
import { type StateTree, stateTrees } from '#core/pipeline/state-trees.js';
import { directoryEntries } from './directory-names.js';
import { ExperimentBook, ofOther } from './experiments/experiment-book.js';
import { once } from './once.js';
import type { Workspace } from './open-workspace.js';
import type { WorkspaceState } from './workspace-state.js';

export const WORKSPACE_LABEL = 'workspace';

export const presentState = (workspace: Workspace): WorkspaceState => ({
  label: WORKSPACE_LABEL,
  pipelineFile: workspace.pipelineFile,
  pipelineFiles: () => workspace.pipelineFiles(),
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
  pipelineFiles: once(() => filesOfProject(pipelineFile, () => git.filesAt(commit))),
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
  const other = (await book.others()).find((each) => each.name === name);
  if (other !== undefined) throw ofOther(name, other.project);
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
  return loadProject((file) => stateText(state, file), await state.pipelineFiles());
}

/** The locks beside its pipelines' files, whether they are there or not. */
export const stateLockFiles = async (state: Pick<WorkspaceState, 'pipelineFiles'>): Promise<string[]> =>
  (await state.pipelineFiles()).map(lockFileOf);

/** @returns null where there is none. @throws DomainError 'config/unreadable' */
export async function stateLock(workspace: Workspace, state: WorkspaceState): Promise<PipelineLock | null> {
  const locks = new Map<string, PipelineLock>();
  for (const file of await state.pipelineFiles()) {
    const lockFile = lockFileOf(file);
    const text = await stateText(state, lockFile);
    if (text === null) continue;
    const parsed = PipelineLockSchema.safeParse(workspace.lockStore.parse(text));
    if (!parsed.success) {
      // Tells the line where it is no YAML, such as in an unresolved merge.
      parseLockYaml(lockFile, text);
      const message = `${lockFile} of ${state.label} is damaged, or of another schema.`;
      throw new DomainError('config/unreadable', message);
    }
    locks.set(file, parsed.data);
  }
  return locks.size === 0 ? null : joinLocks(state.pipelineFile, locks);
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

/** What the lock says of an output's content. @param path from the workspace's root */
export const lockedMd5 = (trees: readonly StateTree[], path: string): string | undefined =>
  trees.find((tree) => tree.role === 'output' && tree.path === path)?.entry.md5;

/**
 * An output's file: from the state itself, else from the cache under the name that its lock gives.
 * @param trees what the lock names
 */
export async function outputAt(
  workspace: Workspace,
  state: WorkspaceState,
  trees: readonly StateTree[],
  path: string,
): Promise<Uint8Array | null> {
  const bytes = await state.read(path);
  if (bytes !== null || state.label === WORKSPACE_LABEL) return bytes;
  const md5 = lockedMd5(trees, path);
  if (md5 !== undefined) return md5.endsWith('.dir') ? null : workspace.cache.read(md5);
  const directory = trees.find((tree) => tree.role === 'output' && path.startsWith(`${tree.path}/`));
  if (directory === undefined) return null;
  const files = await directoryEntries(workspace, directory.entry.md5);
  const file = files?.find(({ relpath }) => `${directory.path}/${relpath}` === path);
  return file === undefined ? null : workspace.cache.read(file.md5);
}
