/** Which data a workspace, or one of its git revisions, keeps in cache and remote. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { parse } from 'yaml';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { type AddedData, parseDvcFile, readDvcFiles } from '#config/remotes/dvc-files.js';
import { DomainError } from '#contracts/domain-error.js';
import { type PipelineLock, PipelineLockSchema } from '#contracts/pipeline-lock.schema.js';
import { itemGlob } from '#core/pipeline/glob.js';
import { isWithin } from '#core/pipeline/path-overlap.js';
import { type StagePaths, type TrackedData, trackedData } from '#core/transfer/tracked-data.js';
import { filesInGit, openRevision } from './git-revision.js';
import type { Workspace } from './open-workspace.js';
import { readPipeline } from './reproduce.js';

/**
 * @param revision of git; null for the workspace's lock as it is
 * @throws DomainError for a wrong pipeline, lock or .dvc file; 'request/invalid' for an unknown revision
 */
export async function workspaceData(
  workspace: Workspace,
  revision: string | null = null,
): Promise<TrackedData[]> {
  if (revision !== null) return revisionData(workspace, revision);
  const { pipeline } = await readPipeline(workspace);
  const lock = await workspace.lockStore.read();
  const outputs = new Set(pipeline.stages.flatMap((stage) => stage.outputs.map(({ path }) => path)));
  const added = existsSync(join(workspace.directory, '.dvc'))
    ? await readDvcFiles(workspace.directory, outputs)
    : [];
  return lockedData(workspace, lock, pipeline.stages, added, await filesInGit(workspace.directory));
}

async function revisionData(workspace: Workspace, revision: string): Promise<TrackedData[]> {
  const { directory, pipelineFile } = workspace;
  const { files, read } = await openRevision(directory, revision);
  const lockFile = lockFileOf(pipelineFile);
  const text = await read(lockFile);
  const dvcFiles = [...files].filter((path) => path.endsWith('.dvc') && basename(path) !== '.dvc');
  if (text === null && dvcFiles.length === 0) {
    throw new DomainError(
      'request/invalid',
      `Revision '${revision}' has no ${lockFile}, so it names no data; choose one after the first \`docket repro\` was committed.`,
      { usage: true },
    );
  }
  const added: AddedData[] = [];
  for (const path of dvcFiles) added.push(...parseDvcFile(path, (await read(path)) ?? ''));
  const lock = parseLock(text ?? '', `${revision}:${lockFile}`);
  const stages = stagesOf((await read(pipelineFile)) ?? '', lock, dirname(pipelineFile));
  return lockedData(workspace, lock, stages, added, files);
}

/** @param gitFiles from the workspace's root */
export function lockedData(
  { pipelineFile }: Workspace,
  lock: PipelineLock,
  stages: readonly StagePaths[],
  added: readonly AddedData[],
  gitFiles: ReadonlySet<string>,
): TrackedData[] {
  return trackedData({
    lock,
    stages,
    added: added.map(({ path, md5, executable, file }) => ({
      ...{ path, name: md5, executable, owner: file },
      ...{ kind: 'source' as const, glob: null },
    })),
    sources: basename(pipelineFile) !== 'dvc.yaml',
    inGit: (path, glob, files) => {
      if (files === null) return gitFiles.has(path);
      const matches = glob === null ? () => true : itemGlob(glob).matches;
      let count = 0;
      for (const file of gitFiles) if (isWithin(file, path) && matches(file)) count++;
      return files > 0 && count >= files;
    },
  });
}

/** @throws DomainError 'config/unreadable' */
export function parseLock(text: string, name: string): PipelineLock {
  let data: unknown;
  try {
    data = parse(text) ?? { schema: '2.0' };
  } catch {
    data = null;
  }
  const parsed = PipelineLockSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new DomainError(
    'config/unreadable',
    `${name} is no lock that this version reads; choose another revision.`,
  );
}

/**
 * Where an old revision's stages kept their files: the lock says it but for `wdir` and `each`, which its pipeline file
 * tells without its templates being resolved. What git keeps is told by git.
 */
function stagesOf(text: string, lock: PipelineLock, folder: string): StagePaths[] {
  let written: Record<string, unknown> = {};
  try {
    written = ((parse(text) as { stages?: Record<string, unknown> } | null)?.stages ?? {}) as typeof written;
  } catch {
    // An unreadable pipeline file of old: the paths of its lock are from the root then.
  }
  return Object.entries(lock.stages ?? {}).map(([name, { deps, outs }]) => {
    const found = (written[name] ?? written[name.split('@')[0]!] ?? {}) as Record<string, unknown>;
    const fields = (found.do ?? found) as { wdir?: unknown; each?: unknown };
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
      })),
      each: typeof fields.each === 'string' ? posix.join(folder, wdir, fields.each) : null,
    };
  });
}
