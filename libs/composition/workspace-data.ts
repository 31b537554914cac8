/** Which data a workspace, or one of its git revisions, keeps in cache and remote. */
import { basename, dirname, posix } from 'node:path';
import { parse } from 'yaml';
import { GitRepository, nullIfUnavailable } from '#adapters/git-repository.js';
import { readDataSource } from '#config/pipelines/data-sources.js';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { type FileProblems, filesError } from '#config/yaml-file.js';
import { DomainError } from '#contracts/domain-error.js';
import type { PipelineLock } from '#contracts/pipeline-lock.schema.js';
import { splitLock } from '#contracts/project-lock.js';
import { addressedStage } from '#contracts/stage-address.js';
import { itemGlob } from '#core/pipeline/glob.js';
import { isWithin } from '#core/pipeline/path-overlap.js';
import { type OldData, oldAdded, oldOutputs } from '#core/transfer/old-data.js';
import {
  addedData,
  type StagePaths,
  type TrackedData,
  type TrackedRequest,
  trackedData,
} from '#core/transfer/tracked-data.js';
import type { Workspace } from './open-workspace.js';
import { readPipeline } from './reproduce.js';
import { commitState, stateLock, stateText } from './workspace-states.js';

export interface RecordedData {
  tracked: TrackedData[];
  /** What Docket can neither send nor fetch. */
  old: OldData[];
}

/** As {@link recordedData}. @returns what cache and remote have of it */
export async function workspaceData(
  workspace: Workspace,
  revision: string | null = null,
): Promise<TrackedData[]> {
  return (await recordedData(workspace, revision)).tracked;
}

/**
 * @param revision of git; null for the workspace's lock as it is
 * @throws DomainError for a wrong pipeline, lock or .dvc file; 'request/invalid' for an unknown revision
 */
export async function recordedData(workspace: Workspace, revision: string | null): Promise<RecordedData> {
  if (revision !== null) return revisionData(workspace, revision);
  const { pipeline } = await readPipeline(workspace);
  const lock = await workspace.lockStore.read();
  const added = noData();
  for (const stage of pipeline.stages)
    if (stage.source !== undefined) add(added, stage, await workspace.lockStore.readSource(stage.source));
  return lockedData(workspace, lock, pipeline.stages, added, await filesInGit(workspace.directory));
}

const noData = (): RecordedData => ({ tracked: [], old: [] });

function add({ tracked, old }: RecordedData, ...source: Parameters<typeof oldAdded>): void {
  tracked.push(...addedData(...source));
  old.push(...oldAdded(...source));
}

/** What `.dvc` files of the workspace keep in the cache and on no remote. @throws DomainError as {@link workspaceData} */
export async function unpushedData(workspace: Workspace): Promise<TrackedData[]> {
  const { pipeline } = await readPipeline(workspace);
  const found: TrackedData[] = [];
  for (const stage of pipeline.stages) {
    if (stage.source === undefined || stage.outputs.every(({ push }) => push)) continue;
    found.push(...addedData(stage, await workspace.lockStore.readSource(stage.source), false));
  }
  return found;
}

/** Without git at hand, what it keeps counts as data too: cache and remote then have more than they need. */
async function filesInGit(directory: string): Promise<ReadonlySet<string>> {
  const listed = GitRepository.around(directory)?.list(['ls-files', '-z']);
  return new Set(await listed?.catch(nullIfUnavailable));
}

async function revisionData(workspace: Workspace, revision: string): Promise<RecordedData> {
  const { directory, pipelineFile } = workspace;
  const git = GitRepository.required(directory, `so it has no revision '${revision}'`);
  const commit = await git.commitOf(revision);
  if (commit === null) {
    throw new DomainError(
      'request/invalid',
      `git knows no revision '${revision}' in ${directory}; \`git log --oneline\` lists them. Outputs are named behind one: docket checkout HEAD ${revision}.`,
      { usage: true },
    );
  }
  const state = commitState(workspace, git, commit, revision);
  const files = new Set(await git.filesAt(commit));
  const lock = await stateLock(workspace, state);
  const dvcFiles = [...files].filter((path) => path.endsWith('.dvc') && basename(path) !== '.dvc');
  if (lock === null && dvcFiles.length === 0) {
    throw new DomainError(
      'request/invalid',
      `Revision '${revision}' has no ${lockFileOf(pipelineFile)}, so it names no data; choose one after the first \`docket repro\` was committed.`,
      { usage: true },
    );
  }
  const text = (path: string) => stateText(state, path);
  const added = noData();
  const wrong: FileProblems[] = [];
  for (const path of dvcFiles) {
    const source = await readDataSource(text, path, wrong);
    if (source !== null) add(added, source.stage, source.entries);
  }
  if (wrong.length > 0) throw filesError(wrong);
  const locked = lock ?? { schema: '2.0' };
  const stages: StagePaths[] = [];
  const parts = splitLock(pipelineFile, locked);
  for (const [file, part] of parts)
    for (const stage of stagesOf((await text(file)) ?? '', part, dirname(file)))
      stages.push({ ...stage, name: addressedStage(pipelineFile, { file, name: stage.name }) });
  return lockedData(workspace, locked, stages, added, files);
}

/** @param gitFiles from the workspace's root */
function lockedData(
  { pipelineFile }: Workspace,
  lock: PipelineLock,
  stages: readonly StagePaths[],
  added: RecordedData,
  gitFiles: ReadonlySet<string>,
): RecordedData {
  const inGit: TrackedRequest['inGit'] = (path, glob, files) => {
    if (files === null) return gitFiles.has(path);
    const matches = glob === null ? () => true : itemGlob(glob).matches;
    let count = 0;
    for (const file of gitFiles) if (isWithin(file, path) && matches(file)) count++;
    return files > 0 && count >= files;
  };
  const sources = basename(pipelineFile) !== 'dvc.yaml';
  return {
    tracked: trackedData({ lock, stages, added: added.tracked, sources, inGit }),
    old: [...added.old, ...oldOutputs({ lock, stages, inGit })],
  };
}

/** `push` and `remote` as an unresolved stage has them. */
function remoteOptions(stage: Record<string, unknown>, written: string): { push?: false; remote?: string } {
  const fields = (stage.do ?? stage) as Record<string, unknown>;
  for (const entry of [fields.outs, fields.metrics, fields.plots].flat()) {
    const options = (entry as Record<string, unknown> | null | undefined)?.[written];
    const { push, remote } = (options ?? {}) as Record<string, unknown>;
    if (push === false || typeof remote === 'string')
      return { ...(push === false && { push }), ...(typeof remote === 'string' && { remote }) };
  }
  return {};
}

/**
 * Where an old revision's stages kept their files: the lock says it but for `wdir`, `each` and what belongs to which
 * remote, which its pipeline file tells without its templates being resolved. What git keeps is told by git.
 */
function stagesOf(text: string, locked: NonNullable<PipelineLock['stages']>, folder: string): StagePaths[] {
  let written: Record<string, unknown> = {};
  try {
    written = ((parse(text, { uniqueKeys: false }) as { stages?: Record<string, unknown> } | null)?.stages ??
      {}) as typeof written;
  } catch {
    // An unreadable pipeline file of old: the paths of its lock are from the root then.
  }
  return Object.entries(locked).map(([name, { deps, outs }]) => {
    const found = (written[name] ?? written[name.split('@')[0]!] ?? {}) as Record<string, unknown>;
    const fields = (found.do ?? found) as { wdir?: unknown; each?: unknown; frozen?: unknown };
    const wdir = typeof fields.wdir === 'string' && !fields.wdir.includes('${') ? fields.wdir : '.';
    const resolved = (path: string) => {
      const joined = posix.join(folder, wdir, path);
      return joined.startsWith('../') || posix.isAbsolute(path) ? null : joined;
    };
    const paths = (entries: typeof outs) =>
      (entries ?? []).flatMap(({ path }) => {
        const inside = resolved(path);
        return inside === null ? [] : [{ written: path, path: inside }];
      });
    return {
      name,
      deps: paths(deps),
      outputs: paths(outs).map((each) => ({
        ...each,
        ...{ role: 'output' as const, cache: true, persist: false, push: true },
        ...remoteOptions(found, each.written),
      })),
      frozen: fields.frozen === true,
      each: typeof fields.each === 'string' ? posix.join(folder, wdir, fields.each) : null,
    };
  });
}
