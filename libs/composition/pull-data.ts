/** `docket fetch`, `docket checkout` and `docket pull`: from the remote into the cache, from there into the workspace. */
import { DomainError } from '#contracts/domain-error.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { treeOf } from '#core/pipeline/tree.js';
import type { OldData } from '#core/transfer/old-data.js';
import type { TrackedData } from '#core/transfer/tracked-data.js';
import {
  type CheckoutOptions,
  type CheckoutReport,
  checkoutData,
  filesOf,
  wantedFiles,
} from './checkout-data.js';
import { directoryNames } from './directory-names.js';
import { fetchObjects } from './fetch-objects.js';
import { holdWorkspace } from './hold-workspace.js';
import type { Workspace } from './open-workspace.js';
import { chosenForRemote, type DataTransfer, failuresOfPaths, oldFailure, selectData } from './push-data.js';
import { throughRemotes } from './through-remotes.js';
import { type TransferOptions, withRemote } from './transfer-options.js';
import { fetchRuns } from './transfer-runs.js';
import { recordedData, unpushedData, workspaceData } from './workspace-data.js';

export interface PullOptions extends TransferOptions {
  /** Only these paths, or all of these stages. */
  paths?: readonly string[];
  /** Of git; null for the workspace's own lock. */
  revision?: string | null;
  /** Overwrite and remove what is nowhere else. */
  force?: boolean;
  /** Also the results of earlier runs. */
  runCache?: boolean;
  /** False: fail where another run holds the workspace. */
  wait?: boolean;
  /** Shown to others who wait. */
  command: string;
  /** What happens while the workspace is taken: waiting for others, mending what a killed one left. */
  onHold?: (event: PipelineEvent) => void;
  /** Files put into the workspace so far. */
  onFile?: (done: number, total: number) => void;
}

export interface PullResult {
  fetched: DataTransfer;
  paths: CheckoutReport[];
}

/** @throws DomainError as fetchObjects; 'workspace/locked', 'request/invalid' */
export async function fetchData(workspace: Workspace, request: PullOptions): Promise<DataTransfer> {
  return underMutex(workspace, request, async (signal) => {
    const options = { ...request, signal };
    const { tracked, old } = await chosenForRemote(workspace, options);
    const fetched = await fetchTracked(workspace, tracked, options);
    for (const data of await absentOld(workspace, old, options))
      fetched.failed.push(oldFailure(data, 'fetched', data.toFetch));
    return fetched;
  });
}

/** @returns with a report for every path; a path that cannot be completed is left as it was */
export async function checkout(workspace: Workspace, request: PullOptions): Promise<CheckoutReport[]> {
  return underMutex(workspace, request, async (signal) => {
    const options = { ...request, signal };
    const { tracked, unpushed, old, current } = await chosenData(workspace, options);
    const how = checkoutOptions(options, current);
    const reports = await checkoutData(workspace, tracked, how);
    reports.push(...(await checkoutUnpushed(workspace, unpushed, how)));
    return finished([...reports, ...(await checkoutOld(workspace, old, options))], options);
  });
}

/** @throws DomainError as {@link fetchData} */
export async function pullData(workspace: Workspace, request: PullOptions): Promise<PullResult> {
  return underMutex(workspace, request, async (signal) => {
    const options = { ...request, signal };
    const { tracked, unpushed, old, current } = await chosenData(workspace, options);
    const fetched = await fetchTracked(workspace, tracked, options);
    const how = checkoutOptions(options, current);
    let paths = await checkoutData(workspace, tracked, how);
    // What was damaged in the cache shows when it is read, and is gone from it then: it comes once more.
    const again = tracked.filter((_, index) => (paths[index]?.missing.length ?? 0) > 0);
    if (again.length > 0 && fetched.failed.length === 0) {
      const second = await fetchTracked(workspace, again, options);
      const mended = new Map(
        (await checkoutData(workspace, again, how)).map((report) => [report.path, report]),
      );
      paths = paths.map((report) => mended.get(report.path) ?? report);
      fetched.done += second.done;
      fetched.bytes += second.bytes;
      fetched.failed.push(...second.failed);
    }
    paths.push(...(await checkoutUnpushed(workspace, unpushed, how)));
    paths.push(...(await checkoutOld(workspace, old, options)));
    return { fetched, paths: finished(paths, options) };
  });
}

/** As {@link checkoutData}; where the cache lacks it, no remote has it either. */
async function checkoutUnpushed(
  workspace: Workspace,
  unpushed: readonly TrackedData[],
  how: CheckoutOptions,
): Promise<CheckoutReport[]> {
  const reports = await checkoutData(workspace, unpushed, how);
  return reports.map((report, index) => {
    if (report.missing.length === 0) return report;
    const { path, owner, elsewhere } = unpushed[index]!;
    const message = `${path} of ${owner} is neither there nor in the cache, and goes to no remote; ${elsewhere}`;
    return { ...report, error: { code: 'remote/missing-object', message } };
  });
}

async function checkoutOld(
  workspace: Workspace,
  old: readonly OldData[],
  options: PullOptions,
): Promise<CheckoutReport[]> {
  const absent = await absentOld(workspace, old, options);
  return old.map((data) => {
    const { path } = data;
    const untouched = { path, written: 0, removed: 0, missing: [] };
    if (!absent.includes(data)) return { ...untouched, state: 'left' };
    const { message } = oldFailure(data, 'fetched', data.toFetch);
    const error = { code: 'remote/old-hash' as const, message: `${path} of ${data.owner}: ${message}` };
    return { ...untouched, state: 'failed', error };
  });
}

/** What is in place is left to a run to judge; of another revision only equal content is what was asked for. */
async function absentOld(
  workspace: Workspace,
  old: readonly OldData[],
  { revision }: PullOptions,
): Promise<OldData[]> {
  const absent: OldData[] = [];
  for (const data of old) {
    const there =
      revision == null
        ? await workspace.files.exists(data.path)
        : treeOf(data.path, await workspace.files.scan(data.path))?.md5 === data.md5;
    if (!there) absent.push(data);
  }
  return absent;
}

/**
 * What the lock names and the workspace has not at all, and results of earlier runs: before a run, so that it need not
 * make anew what somebody has made. Nothing that lies here is touched; what the remote lacks is made.
 */
export async function pullMissing(workspace: Workspace, request: PullOptions): Promise<PullResult> {
  return underMutex(workspace, request, async (signal) => {
    const options = { ...request, signal, runCache: true };
    const current = await workspaceData(workspace);
    const absent: TrackedData[] = [];
    for (const data of current) if (!(await workspace.files.exists(data.path))) absent.push(data);
    const fetched = await fetchTracked(workspace, absent, options);
    const reports = await checkoutData(workspace, absent, checkoutOptions(options, current));
    return { fetched, paths: finished(reports, options) };
  });
}

const checkoutOptions = (options: PullOptions, current: readonly TrackedData[]) => ({
  ...{ force: options.force ?? false, exact: (options.revision ?? null) !== null, current },
  ...(options.signal !== undefined && { signal: options.signal }),
  ...(options.onFile !== undefined && { onFile: options.onFile }),
});

async function chosenData(workspace: Workspace, { revision, paths }: PullOptions) {
  const here = await recordedData(workspace, null);
  const unpushed = revision == null ? await unpushedData(workspace) : [];
  const { tracked, old } = revision == null ? here : await recordedData(workspace, revision);
  const chosen = new Set<TrackedData | OldData>(selectData([...tracked, ...unpushed, ...old], paths));
  const isChosen = (data: TrackedData | OldData) => chosen.has(data);
  return {
    tracked: tracked.filter(isChosen),
    unpushed: unpushed.filter(isChosen),
    old: old.filter(isChosen),
    current: here.tracked,
  };
}

function finished(reports: CheckoutReport[], { signal }: PullOptions): CheckoutReport[] {
  if (signal?.aborted !== true) return reports;
  throw new DomainError(
    'remote/interrupted',
    'Interrupted; finished files are in place. The next run continues.',
  );
}

/** What is in place already need not come. */
async function fetchTracked(
  workspace: Workspace,
  tracked: readonly TrackedData[],
  options: PullOptions,
): Promise<DataTransfer> {
  const asked = options.remote;
  const remoteOf = (data: TrackedData) => data.remote;
  const fetched = await throughRemotes(workspace, tracked, { asked, remoteOf }, (group, remote) =>
    fetchGroup(workspace, group, { ...options, remote }),
  );
  if (options.runCache !== true) return fetched;
  const runs = await fetchRuns(workspace, options);
  return {
    address: fetched.address || runs.address,
    done: fetched.done + runs.done,
    bytes: fetched.bytes + runs.bytes,
    present: fetched.present + runs.present,
    // What a record of the run cache lacks is no failure.
    failed: fetched.failed,
  };
}

async function fetchGroup(
  workspace: Workspace,
  tracked: readonly TrackedData[],
  options: PullOptions,
): Promise<DataTransfer> {
  const directories = tracked.map(({ name }) => name).filter((name) => name.endsWith('.dir'));
  const lacking: string[] = [];
  for (const name of directories) if ((await directoryNames(workspace, name)) === null) lacking.push(name);
  const none: DataTransfer = { address: '', done: 0, bytes: 0, present: 0, failed: [] };
  const work = async (remote: TransferOptions['remote']): Promise<DataTransfer> => {
    const listings = await fetchObjects(workspace, lacking, { ...options, remote, withFiles: false });
    const missing = new Set<string>();
    let present = directories.length - lacking.length;
    for (const data of tracked) {
      const { absent, there } = await absentFiles(workspace, data);
      for (const name of absent) missing.add(name);
      present += there;
    }
    const files = await fetchObjects(workspace, missing, { ...options, remote });
    const failed = [...listings.failed, ...files.failed];
    return {
      address: files.address || listings.address,
      done: listings.done + files.done,
      bytes: listings.bytes + files.bytes,
      present,
      failed: await failuresOfPaths(workspace, failed, tracked),
    };
  };
  // A remote is contacted only where something is missing.
  if (lacking.length === 0) {
    const absent = await Promise.all(tracked.map((data) => absentFiles(workspace, data)));
    if (absent.every((each) => each.absent.length === 0)) {
      // One that was named is to be there all the same: it may be a slip.
      if (options.remote !== undefined) await withRemote(workspace, options, async () => undefined);
      return { ...none, present: directories.length + absent.reduce((sum, { there }) => sum + there, 0) };
    }
  }
  return withRemote(workspace, options, work);
}

async function absentFiles(
  workspace: Workspace,
  data: TrackedData,
): Promise<{ absent: string[]; there: number }> {
  const wanted = (await wantedFiles(workspace, data)) ?? [];
  const absent: string[] = [];
  const uncached: typeof wanted = [];
  for (const file of wanted) if (!(await workspace.cache.has(file.md5))) uncached.push(file);
  if (uncached.length > 0) {
    const { files } = await workspace.files.scan(data.path, filesOf(data));
    const inPlace = new Set(files.map(({ path, md5 }) => `${md5} ${path}`));
    for (const { md5, path } of uncached) {
      if (!inPlace.has(`${md5} ${path}`)) absent.push(md5);
      // What lies here whole goes into the cache from here: a push, a checkout and a gc need it there.
      else if (
        !(await workspace.cache.has(md5)) &&
        (await workspace.cache.store(workspace.files.absolute(path))) !== md5
      )
        absent.push(md5);
    }
  }
  return { absent, there: wanted.length - absent.length };
}

export type MutexOptions = Pick<PullOptions, 'command' | 'wait' | 'onHold' | 'signal'>;

/** Cache and workspace are changed by one process at a time. */
export async function underMutex<Result>(
  workspace: Workspace,
  { command, wait, onHold, signal }: MutexOptions,
  use: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return holdWorkspace(
    workspace,
    {
      ...{ command, wait: wait ?? true },
      ...(signal !== undefined && { signal }),
      ...(onHold !== undefined && { onEvent: onHold }),
    },
    use,
  );
}
