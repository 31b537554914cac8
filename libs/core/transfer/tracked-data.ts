/** What of a workspace lies in cache and remote rather than in git: outputs of stages, and data that no stage makes. */
import type { StageSpec } from '#contracts/pipeline.js';
import type { LockEntry, PipelineLock } from '#contracts/pipeline-lock.schema.js';
import { itemGlob } from '../pipeline/glob.js';
import { fromItsSource, howToGet } from '../pipeline/lost-data.js';
import { overlaps } from '../pipeline/path-overlap.js';
import { itemsPath } from '../pipeline/snapshot-stage.js';

export interface TrackedData {
  /** File or directory, from the workspace's root. */
  path: string;
  /** md5, '.dir' for directories. */
  name: string;
  executable: boolean;
  /** 'source': no stage makes it. */
  kind: 'output' | 'source';
  /** Glob whose files alone are meant, null for all. */
  glob: string | null;
  /** The stage, or the .dvc file, that says so. */
  owner: string;
  /** A sentence on how it can be had where no remote has it; absent where only those who have it can push it. */
  elsewhere?: string;
  /** The remote that it belongs to; absent: the default. */
  remote?: string;
}

/** What is needed of a stage, which can also be had from a file of an old revision. */
export type StagePaths = Pick<StageSpec, 'name' | 'deps' | 'outputs' | 'each'> &
  Partial<Pick<StageSpec, 'frozen'>>;

export interface TrackedRequest {
  lock: PipelineLock;
  stages: readonly StagePaths[];
  /** Outputs of .dvc files. */
  added: readonly TrackedData[];
  /** False for DVC's own projects, where only what was added belongs to the remote. */
  sources: boolean;
  /** Whether git keeps a file, or as many files of a directory as the lock counts. */
  inGit(path: string, glob: string | null, files: number | null): boolean;
}

/**
 * What a `.dvc` file keeps in cache and remote.
 * @param entries what it says of each output, in order
 * @param pushed false for what it keeps in the cache alone: imports, which their own source has
 */
export const addedData = (
  stage: Pick<StageSpec, 'name' | 'outputs' | 'source' | 'imported'>,
  entries: readonly LockEntry[],
  pushed = true,
): TrackedData[] =>
  stage.outputs.flatMap(({ path, cache, push, remote }, index) => {
    const { md5, hash, isexec: executable = false } = entries[index]!;
    // Without `hash` the object lies where DVC 2 put it, under a hash of other line ends.
    if (md5 === undefined || hash !== 'md5' || !cache || push !== pushed) return [];
    const data = { path, name: md5, executable, kind: 'source', glob: null, owner: stage.name } as const;
    const elsewhere = pushed ? fromItsSource(stage) : howToGet(stage);
    return [{ ...data, ...(elsewhere !== undefined && { elsewhere }), ...(remote && { remote }) }];
  });

/** @returns one entry a path, in the order of the lock; entries of a foreign hash are left out */
export function trackedData({ lock, stages, added, sources, inGit }: TrackedRequest): TrackedData[] {
  const found = new Map<string, TrackedData>();
  for (const data of added) found.set(data.path, data);
  const known = new Map(stages.map((stage) => [stage.name, stage]));
  const made = stages.flatMap(({ outputs }) => outputs.map(({ path }) => path));
  const track = (
    entry: LockEntry,
    path: string,
    more: Pick<TrackedData, 'kind' | 'glob' | 'owner' | 'remote'>,
  ) => {
    if (entry.md5 === undefined || entry.hash !== 'md5' || found.has(path)) return;
    found.set(path, { path, name: entry.md5, executable: entry.isexec ?? false, ...more });
  };
  for (const [owner, locked] of Object.entries(lock.stages ?? {})) {
    const stage = known.get(owner);
    if (stage === undefined) continue;
    for (const entry of locked.outs ?? []) {
      const output = stage.outputs.find(({ written }) => written === entry.path);
      if (output?.cache && output.push && !inGit(output.path, null, entry.nfiles ?? null)) {
        const { remote } = output;
        track(entry, output.path, { kind: 'output', glob: null, owner, ...(remote && { remote }) });
      }
    }
    if (!sources) continue;
    const glob = stage.each === null ? null : itemGlob(stage.each);
    for (const entry of locked.deps ?? []) {
      const isItems = glob !== null && entry.path === itemsPath(glob);
      const path = isItems ? glob.base : stage.deps.find(({ written }) => written === entry.path)?.path;
      if (path === undefined || path === '' || made.some((output) => overlaps(output, path))) continue;
      if (
        [...found.values()].some(
          (each) => each.kind === 'source' && each.path !== path && overlaps(each.path, path),
        )
      )
        continue;
      const pattern = isItems && !glob.whole ? glob.pattern : null;
      if (!inGit(path, pattern, entry.nfiles ?? null))
        track(entry, path, { kind: 'source', glob: pattern, owner });
    }
  }
  return [...found.values()];
}
