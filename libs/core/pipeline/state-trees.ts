/** What a lock names, as files and directories of the workspace: sources that stages read, outputs that they made. */
import type { Pipeline } from '#contracts/pipeline.js';
import type { LockEntry, PipelineLock } from '#contracts/pipeline-lock.schema.js';
import { itemGlob } from './glob.js';
import { isWithin, overlaps } from './path-overlap.js';
import { itemsPath } from './snapshot-stage.js';

export interface StateTree {
  /** A file or directory, from the workspace's root. */
  path: string;
  /** 'source': read by a stage and made by none. */
  role: 'source' | 'output';
  entry: LockEntry & { md5: string };
  /** Whether the entry's content is all that the path may have; false where outputs lie within a source. */
  whole: boolean;
  /** False: an output that is never sent to a remote. */
  push: boolean;
  /** The remote that an output belongs to; absent: the default. */
  remote?: string;
  /** Which files below a directory are meant. */
  includes(path: string): boolean;
}

/**
 * @param names of the stages that count; unset: all
 * @returns one tree a path, sources first; stages and paths that only one of the two knows are left out
 */
export function stateTrees(
  pipeline: Pipeline,
  lock: PipelineLock,
  names: ReadonlySet<string> | null = null,
): StateTree[] {
  const sources = new Map<string, StateTree>();
  const outputs = new Map<string, StateTree>();
  const made = pipeline.stages.flatMap((stage) => stage.outputs.map(({ path }) => path));
  for (const stage of pipeline.stages) {
    if (names !== null && !names.has(stage.name)) continue;
    const locked = lock.stages?.[stage.name];
    const inputs = stage.deps.map(({ path, written }) => ({ path, written, meant: everything }));
    if (stage.each !== null) {
      const glob = itemGlob(stage.each);
      inputs.push({ path: glob.base, written: itemsPath(glob), meant: glob.matches });
    }
    for (const { path, written, meant } of inputs) {
      const entry = named(locked?.deps, written);
      if (entry === undefined || made.some((output) => isWithin(path, output))) continue;
      const inner = made.filter((output) => overlaps(output, path));
      sources.set(written, {
        path,
        role: 'source',
        entry,
        push: true,
        whole: inner.length === 0,
        includes: (file) => meant(file) && !inner.some((output) => isWithin(file, output)),
      });
    }
    for (const { path, written, push, remote } of stage.outputs) {
      const entry = named(locked?.outs, written);
      if (entry !== undefined)
        outputs.set(path, {
          ...{ path, role: 'output', entry, push, whole: true, includes: everything },
          ...(remote && { remote }),
        });
    }
  }
  return [...sources.values(), ...outputs.values()];
}

const everything = (_path: string): boolean => true;

function named(entries: readonly LockEntry[] | undefined, written: string): StateTree['entry'] | undefined {
  const entry = entries?.find(({ path }) => path === written);
  return entry?.md5 === undefined ? undefined : { ...entry, md5: entry.md5 };
}
