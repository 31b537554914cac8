/** `docket gc`: finds what no kept state of the data needs, in the cache or on a remote, and takes it away when told to. */
import { relative } from 'node:path';
import { readCacheConfig } from '#config/cache-config.js';
import { parseDirectoryText } from '#core/pipeline/directory-object.js';
import { isDirectoryName, OBJECTS, objectKey, objectName } from '#core/transfer/object-key.js';
import {
  type DataState,
  type GarbagePlan,
  type KeepReason,
  planGarbage,
  type StoredObject,
} from '#core/transfer/plan-gc.js';
import type { Remote } from '#ports/remote.port.js';
import { dataHistory } from './data-history.js';
import { directoryNames } from './directory-names.js';
import { experimentObjects } from './experiments/experiment-objects.js';
import type { Workspace } from './open-workspace.js';
import { type MutexOptions, underMutex } from './pull-data.js';
import { withRemote } from './transfer-options.js';
import { outputsOf } from './transfer-runs.js';
import { workspaceData } from './workspace-data.js';

export interface GarbageOptions extends MutexOptions {
  /** Unset: the cache of this workspace. */
  remote?: string | undefined;
  /** Newest states of each branch and tag that stay; null: all. */
  keep: number | null;
  /** Milliseconds; what is younger stays in any case. */
  olderThan: number;
  /** False: only says what would be taken. */
  delete: boolean;
}

export interface GarbageResult {
  /** 'the cache', or the remote's address. */
  place: string;
  deleted: boolean;
  /** As it was asked for. */
  keep: number | null;
  objects: number;
  bytes: number;
  kept: { objects: number; bytes: number };
  /** The same by reason, firmest first: what stays for its revision's age alone goes when that has passed. */
  kept_for: { reason: KeepReason; objects: number; bytes: number }[];
  young: { objects: number; bytes: number };
  /** What each revision loses: it cannot be brought back from here afterwards. */
  losses: { revision: string | null; date: string | null; title: string; objects: number; bytes: number }[];
  /** Uploads that were never finished, taken away. */
  unfinished: number;
  /** What the user should know before deleting. */
  notes: string[];
}

/**
 * Nothing goes that the workspace, a kept revision or an experiment needs, nor anything young.
 * @throws DomainError 'remote/incomplete-history'; as push and fetch do
 */
export async function collectGarbage(workspace: Workspace, options: GarbageOptions): Promise<GarbageResult> {
  return underMutex(workspace, options, async (signal) => {
    if (options.remote === undefined) return collect(workspace, cachePlace(workspace), options);
    return withRemote(workspace, { remote: options.remote }, (remote) =>
      collect(workspace, remotePlace(workspace, remote, signal), options),
    );
  });
}

/** Where garbage is collected: cache and remote alike. */
interface Place {
  name: string;
  objects(): AsyncIterable<StoredObject>;
  /** Names of a directory's files; null where its listing is not there. */
  listing(directory: string): Promise<ReadonlySet<string> | null>;
  delete(names: readonly string[]): Promise<void>;
  /** Run records whose outputs are gone, and uploads never finished. @returns how many of the latter */
  tidy(before: number): Promise<number>;
  notes: string[];
}

async function collect(workspace: Workspace, place: Place, options: GarbageOptions): Promise<GarbageResult> {
  const before = Date.now() - options.olderThan;
  const { git, states } = await dataHistory(workspace, options.keep, before);
  const notes = [...place.notes];
  if (!git) notes.push('This workspace is not in git: only what its lock names now counts as needed.');
  const known = new Map<string, ReadonlySet<string>>();
  const expand = async (names: Iterable<string>): Promise<Set<string>> => {
    const all = new Set<string>();
    for (const name of names) {
      all.add(name);
      if (!isDirectoryName(name)) continue;
      const files = known.get(name) ?? (await place.listing(name)) ?? new Set<string>();
      known.set(name, files);
      for (const file of files) all.add(file);
    }
    return all;
  };
  const all: DataState[] = [
    {
      id: 'workspace',
      title: '',
      time: Date.now(),
      keep: 'workspace',
      needs: await expand(await namesHere(workspace)),
    },
  ];
  // Whoever wants an experiment gone says so: `docket exp remove`.
  for (const { name, created, objects } of await experimentObjects(workspace)) {
    const time = Date.parse(created);
    all.push({ id: name, title: 'experiment', time, keep: 'experiment', needs: await expand(objects) });
  }
  for (const { commit, title, time, keep, names } of states)
    all.push({ id: commit, title, time, keep, needs: await expand(names) });

  const objects: StoredObject[] = [];
  for await (const object of place.objects()) objects.push(object);
  const plan = planGarbage(objects, all, before);
  let unfinished = 0;
  if (options.delete) {
    // Directories first: killed in the middle, none is left that names files that are gone.
    const [directories, files] = [[] as string[], [] as string[]];
    for (const { name } of plan.remove) (isDirectoryName(name) ? directories : files).push(name);
    await place.delete(directories);
    await place.delete(files);
    unfinished = await place.tidy(before);
  }
  return result(place, plan, options, unfinished, notes);
}

function result(
  { name }: Place,
  { remove, kept, keptFor, young, losses }: GarbagePlan,
  { delete: deleted, keep }: GarbageOptions,
  unfinished: number,
  notes: string[],
): GarbageResult {
  return {
    ...{
      place: name,
      deleted,
      keep,
      objects: remove.length,
      kept,
      kept_for: keptFor,
      young,
      unfinished,
      notes,
    },
    bytes: remove.reduce((sum, { size }) => sum + size, 0),
    losses: losses.map(({ state, objects, bytes }) => ({
      revision: state?.id ?? null,
      date: state === null ? null : new Date(state.time).toISOString(),
      title: state?.title ?? 'results that no revision names',
      ...{ objects, bytes },
    })),
  };
}

/** Of the lock as it lies here, and of .dvc files. */
async function namesHere(workspace: Workspace): Promise<Set<string>> {
  const names = new Set<string>();
  const lock = await workspace.lockStore.read();
  for (const { deps, outs } of Object.values(lock.stages ?? {}))
    for (const { md5 } of [...(deps ?? []), ...(outs ?? [])]) if (md5 !== undefined) names.add(md5);
  for (const { name } of await workspaceData(workspace)) names.add(name);
  return names;
}

function cachePlace(workspace: Workspace): Place {
  const { cache, directory } = workspace;
  const { directory: place } = readCacheConfig(directory, undefined);
  const elsewhere = relative(directory, place).startsWith('..');
  return {
    name: elsewhere ? `the cache ${place}` : 'the cache',
    notes: elsewhere
      ? [
          'This cache lies outside the workspace (cache.dir). Where other projects use it too, what they need is not known here, and may go.',
        ]
      : [],
    objects: () => cache.list(),
    listing: (directory) => directoryNames(workspace, directory),
    delete: async (names) => {
      for (const name of names) await cache.remove(name);
    },
    tidy: async () => {
      for await (const { key, name, text } of cache.listRuns()) {
        const whole = await Promise.all(outputsOf(workspace, text).map((output) => cache.has(output)));
        if (!whole.every(Boolean)) await cache.removeRun(key, name);
      }
      return 0;
    },
  };
}

function remotePlace(workspace: Workspace, remote: Remote, signal: AbortSignal): Place {
  return {
    name: remote.address,
    notes: [
      'Others may have pushed for commits that this clone does not know: `git fetch --all` first. Other repositories that share this remote are not looked at.',
    ],
    objects: async function* () {
      for await (const { key, size, modified } of remote.list(OBJECTS, signal)) {
        const name = objectName(key);
        if (name !== null) yield { name, size, modified };
      }
    },
    listing: async (directory) => {
      const here = await directoryNames(workspace, directory);
      if (here !== null) return here;
      const download = await remote.download(objectKey(directory), 0, signal);
      if (download === null) return null;
      const chunks: Uint8Array[] = [];
      for await (const chunk of download.content) chunks.push(chunk);
      const entries = parseDirectoryText(Buffer.concat(chunks).toString('utf8'));
      return entries === null ? null : new Set(entries.map(({ md5 }) => md5));
    },
    delete: (names) => remote.delete(names.map(objectKey), signal),
    tidy: (before) => remote.sweep(before, signal),
  };
}
