/** `docket push`: sends what the lock names to the remote; documents that no stage makes straight from the workspace. */
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import { treeOf } from '#core/pipeline/tree.js';
import type { OldData } from '#core/transfer/old-data.js';
import type { TrackedData } from '#core/transfer/tracked-data.js';
import { filesOf, wantedFiles } from './checkout-data.js';
import type { Workspace } from './open-workspace.js';
import { type ObjectSource, pushObjects } from './push-objects.js';
import { throughRemotes } from './through-remotes.js';
import type { TransferOptions, TransferResult } from './transfer-options.js';
import { pushRuns } from './transfer-runs.js';
import { type RecordedData, recordedData, unpushedData } from './workspace-data.js';

export interface PushDataOptions extends TransferOptions {
  /** Only these paths. */
  paths?: readonly string[];
  revision?: string | null;
  /** Send also what is there already: mends a damaged remote. */
  force?: boolean;
  /** Also the results of earlier runs, which no revision needs to name. */
  runCache?: boolean;
}

export interface PathFailure {
  /** Of the workspace; null for results of earlier runs. */
  path: string | null;
  code: string;
  message: string;
}

export interface DataTransfer extends Omit<TransferResult, 'failed'> {
  failed: PathFailure[];
}

/** @throws DomainError as pushObjects; 'request/invalid' for a path that is not tracked */
export async function pushData(workspace: Workspace, options: PushDataOptions = {}): Promise<DataTransfer> {
  const { tracked, old } = await chosenForRemote(workspace, options);
  const unsent = old.flatMap((data) => (data.toSend === null ? [] : [oldFailure(data, 'sent', data.toSend)]));
  const asked = options.remote;
  const remoteOf = (data: TrackedData) => data.remote;
  const total = await throughRemotes(workspace, tracked, { asked, remoteOf }, async (group, remote) => {
    const elsewhere = await contentElsewhere(workspace, group);
    const names = group.map(({ name }) => name);
    const result = await pushObjects(workspace, names, { ...options, remote, elsewhere });
    return { ...result, failed: await failuresOfPaths(workspace, result.failed, group, elsewhere) };
  });
  total.failed.push(...unsent);
  if (options.runCache !== true) return total;
  const runs = await pushRuns(workspace, options);
  return {
    address: total.address,
    done: total.done + runs.done,
    bytes: total.bytes + runs.bytes,
    present: total.present + runs.present,
    failed: [...total.failed, ...runs.failed.map(({ code, message }) => ({ path: null, code, message }))],
  };
}

/** Of what DVC 2 recorded. @param done 'sent', 'fetched' */
export const oldFailure = ({ path }: OldData, done: string, remedy: string): PathFailure => ({
  ...{ path, code: 'remote/old-hash' },
  message: `DVC 2 recorded it (without 'hash: md5'), so it was not ${done}. ${remedy}`,
});

/** What the cache lacks of a path but the workspace has: by md5, the listing of a directory as text. */
async function contentElsewhere(
  workspace: Workspace,
  tracked: readonly TrackedData[],
): Promise<Map<string, ObjectSource>> {
  const found = new Map<string, ObjectSource>();
  for (const data of tracked) {
    if (data.kind !== 'source' && (await allCached(workspace, data))) continue;
    const tree = treeOf(data.path, await workspace.files.scan(data.path, filesOf(data)));
    for (const { md5, path } of tree?.files ?? []) found.set(md5, { path: workspace.files.absolute(path) });
    const text = tree?.md5 === data.name ? tree.listing : await workspace.cache.readListing(data.name);
    if (data.name.endsWith('.dir') && text != null) found.set(data.name, { text });
  }
  await workspace.files.save();
  return found;
}

async function allCached(workspace: Workspace, data: TrackedData): Promise<boolean> {
  const wanted = await wantedFiles(workspace, data);
  if (wanted === null) return false;
  for (const { md5 } of wanted) if (!(await workspace.cache.has(md5))) return false;
  return true;
}

/** With the path of the workspace that an object is for; one of them where there are several. */
export async function failuresOfPaths(
  workspace: Workspace,
  failures: TransferResult['failed'],
  tracked: readonly TrackedData[],
  sources: ReadonlyMap<string, ObjectSource> = new Map(),
): Promise<PathFailure[]> {
  const found = new Map<string, { path: string; elsewhere?: string | undefined }>();
  for (const { name, path, elsewhere } of failures.length > 0 ? tracked : []) {
    found.set(name, { path, elsewhere });
    for (const file of (await wantedFiles(workspace, { name, path })) ?? [])
      found.set(file.md5, { path: file.path, elsewhere });
  }
  for (const [name, source] of sources)
    if (!found.has(name) && 'path' in source) found.set(name, { path: source.path });
  return failures.map(({ name, code, message }) => {
    const { path = null, elsewhere } = found.get(name) ?? {};
    const more = elsewhere !== undefined && code.endsWith('/missing-object') ? ` Else ${elsewhere}` : '';
    return { path, code, message: `${message}${more}` };
  });
}

/**
 * What of the named paths, or of all, belongs to a remote.
 * @throws DomainError 'request/invalid'
 */
export async function chosenForRemote(
  workspace: Workspace,
  { revision = null, paths = [] }: Pick<PushDataOptions, 'revision' | 'paths'>,
): Promise<RecordedData> {
  const { tracked, old } = await recordedData(workspace, revision);
  const kept = revision === null && paths.length > 0 ? await unpushedData(workspace) : [];
  const chosen = new Set<TrackedData | OldData>(selectData([...tracked, ...old, ...kept], paths));
  const never = kept.find((data) => chosen.has(data));
  if (never === undefined) {
    return {
      tracked: tracked.filter((data) => chosen.has(data)),
      old: old.filter((data) => chosen.has(data)),
    };
  }
  const { path, owner, elsewhere } = never;
  throw new DomainError(
    'request/invalid',
    `${path} of ${owner} goes to no remote; leave it out. Where it is missing: ${elsewhere}`,
    { usage: true },
  );
}

/** @throws DomainError 'request/invalid' */
export function selectData<Data extends { path: string; owner: string }>(
  tracked: readonly Data[],
  paths: readonly string[] | undefined,
): readonly Data[] {
  if (paths === undefined || paths.length === 0) return tracked;
  const wanted = paths.map((path) => path.replace(/^\.\//, '').replace(/\/+$/, ''));
  const unknown = wanted.find((path) => !tracked.some((data) => data.path === path || data.owner === path));
  if (unknown !== undefined) {
    const known = tracked.map(({ path }) => path);
    throw new DomainError(
      'request/invalid',
      `'${unknown}' is neither data nor a stage of the lock.${didYouMean(unknown, known)} There are: ${known.join(', ') || 'none'}.`,
      { usage: true },
    );
  }
  return tracked.filter(({ path, owner }) => wanted.includes(path) || wanted.includes(owner));
}
