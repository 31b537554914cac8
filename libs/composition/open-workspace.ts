/** Finds and opens a workspace: the directory with pipelines.yaml, its settings, and the adapters over its files. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { LocalArtifactCache } from '#adapters/artifact-cache/local-artifact-cache.js';
import { RunningProcesses } from '#adapters/running-processes.js';
import { AppendOnlyItemIndex } from '#adapters/workspace/append-only-item-index.js';
import { ClaimFileMutex } from '#adapters/workspace/claim-file-mutex.js';
import { LocalWorkspaceFiles } from '#adapters/workspace/local-workspace-files.js';
import { projectFiles } from '#adapters/workspace/project-files.js';
import { ProjectLockStore } from '#adapters/workspace/project-lock-store.js';
import { ShellProcessRunner } from '#adapters/workspace/shell-process-runner.js';
import { StagedChanges } from '#adapters/workspace/staged-changes.js';
import { YamlLockStore } from '#adapters/workspace/yaml-lock-store.js';
import { readCacheConfig } from '#config/cache-config.js';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { filesOfProject } from '#config/pipelines/read-project.js';
import { readEnvironment, readSettings, type Settings } from '#config/settings.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ArtifactCache } from '#ports/artifact-cache.port.js';
import type { ItemIndex } from '#ports/item-index.port.js';
import type { LockStore } from '#ports/lock-store.port.js';
import type { ProcessRunner } from '#ports/process-runner.port.js';
import type { WorkspaceFiles } from '#ports/workspace-files.port.js';
import type { WorkspaceMutex } from '#ports/workspace-mutex.port.js';

export interface Workspace {
  /** Absolute. */
  readonly directory: string;
  /** Absolute path of `.docket`: all in it but the database, objects, models and experiments can be made anew. */
  readonly state: string;
  /** Absolute, in `state`: for files on their way, which the next run clears away. */
  readonly scratch: string;
  readonly settings: Settings;
  /** The file that describes its pipelines, from `directory`. */
  readonly pipelineFile: string;
  /** That file first, then the other dvc.yaml of a DVC project as they are now; their stages are one graph. */
  pipelineFiles(): Promise<string[]>;
  readonly files: WorkspaceFiles;
  readonly cache: ArtifactCache;
  readonly items: ItemIndex;
  readonly lockStore: LockStore;
  readonly processes: ProcessRunner;
  readonly mutex: WorkspaceMutex;
  readonly changes: StagedChanges;
}

/**
 * The nearest directory at or above `from` that has a pipelines.yaml or is the root of a DVC project.
 * @throws DomainError 'workspace/missing'
 */
export function findWorkspace(from: string): string {
  let plain: string | null = null;
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    const has = (name: string) => existsSync(join(directory, name));
    if (has('pipelines.yaml') || has('.dvc')) return directory;
    if (has('dvc.yaml')) plain ??= directory;
    if (directory === dirname(directory)) break;
  }
  if (plain !== null) return plain;
  throw new DomainError(
    'workspace/missing',
    `There is no pipelines.yaml in ${resolve(from)} or above it. \`docket init DIR\` makes a workspace; --cwd DIR names one.`,
  );
}

/**
 * The file that a command is about, from the workspace's root.
 * @param given by `-f`: from where the command is called, or from the root
 */
export function pipelineFileOf(directory: string, from: string, given?: string): string {
  if (given !== undefined) {
    const path = relative(directory, resolve(from, given));
    return existsSync(resolve(from, given)) && !path.startsWith('..') ? path : given;
  }
  if (existsSync(join(directory, 'pipelines.yaml'))) return 'pipelines.yaml';
  // As DVC, which takes the dvc.yaml of the directory it is called in.
  for (let above = resolve(from); above.startsWith(directory); above = dirname(above)) {
    if (existsSync(join(above, 'dvc.yaml'))) return relative(directory, join(above, 'dvc.yaml'));
  }
  return existsSync(join(directory, '.dvc')) ? 'dvc.yaml' : 'pipelines.yaml';
}

/** `Workspace.scratch` of what is not a workspace yet. @param directory absolute */
export const scratchOf = (directory: string): string => join(directory, '.docket', 'tmp');

/** The processes that this machine runs for a workspace. @param state absolute path of its `.docket` */
export const runningProcesses = (state: string): RunningProcesses =>
  new RunningProcesses(join(state, 'processes'));

/** @throws DomainError 'config/invalid' for settings that cannot be used */
export async function openWorkspace(
  directory: string,
  options: { pipelineFile?: string } = {},
): Promise<Workspace> {
  const pipelineFile = options.pipelineFile ?? pipelineFileOf(directory, directory);
  const state = join(directory, '.docket');
  const scratch = scratchOf(directory);
  const settings = readSettings(directory);
  const { directory: cacheDirectory, links } = readCacheConfig(directory, settings.cacheLinks);
  const cache = new LocalArtifactCache(cacheDirectory, { links, outgoing: scratch });
  const pipelineFiles = () => filesOfProject(pipelineFile, async () => projectFiles(directory));
  const lockOf = (file: string) => new YamlLockStore(directory, lockFileOf(file), scratch);
  return {
    directory,
    state,
    scratch,
    pipelineFile,
    pipelineFiles,
    settings,
    files: new LocalWorkspaceFiles(directory, state),
    cache,
    items: new AppendOnlyItemIndex(join(state, 'items')),
    lockStore: new ProjectLockStore(pipelineFile, pipelineFiles, lockOf),
    processes: new ShellProcessRunner(runningProcesses(state), readEnvironment(directory)),
    mutex: new ClaimFileMutex(join(state, 'claims')),
    changes: new StagedChanges(directory, join(state, 'change'), cache),
  };
}
