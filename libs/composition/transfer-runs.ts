/** The run cache between workspace and remote (`runs/<2>/<key>/<name>`): results that need not be made again. */
import { type LockEntry, LockedStageSchema } from '#contracts/pipeline-lock.schema.js';
import { AdaptiveLimit } from '#core/transfer/adaptive-limit.js';
import { runTransfers } from '#core/transfer/run-transfers.js';
import type { Remote } from '#ports/remote.port.js';
import { fetchObjects } from './fetch-objects.js';
import type { Workspace } from './open-workspace.js';
import { pushObjects } from './push-objects.js';
import { readPipeline } from './reproduce.js';
import { type TransferOptions, type TransferResult, withRemote } from './transfer-options.js';
import { transferWorld } from './transfer-world.js';

const RUNS = 'runs/';
/** 'runs/33/3325…/248f…' */
const RUN_KEY = /^runs\/[0-9a-f]{2}\/([0-9a-f]{64})\/([0-9a-f]{64})$/;

const runPath = (key: string, name: string): string => `${RUNS}${key.slice(0, 2)}/${key}/${name}`;

/** Records last, so that none names outputs that are not there. */
export async function pushRuns(workspace: Workspace, options: TransferOptions): Promise<TransferResult> {
  return withRemote(workspace, options, async (remote) => {
    const signal = options.signal ?? new AbortController().signal;
    const there = await runsOf(remote, signal);
    const records: { path: string; text: string; size: number; memory: number }[] = [];
    const names = new Set<string>();
    const kept = await keptOutputs(workspace);
    for await (const { key, name, text } of workspace.cache.listRuns()) {
      const path = runPath(key, name);
      const made = outputEntries(workspace, text);
      if (made.some((entry) => kept.has(entry.path))) continue;
      const outputs = outputsOf(workspace, text);
      // Outputs that a gc has taken cannot be shared any more.
      const whole = await Promise.all(outputs.map((output) => workspace.cache.has(output)));
      if (there.has(path) || !whole.every(Boolean)) continue;
      for (const output of outputs) names.add(output);
      records.push({ path, text, size: Buffer.byteLength(text), memory: 0 });
    }
    const objects = await pushObjects(workspace, names, { ...options, remote });
    const failed = new Set(objects.failed.map(({ name }) => name));
    const ready = records.filter(({ text }) => outputsOf(workspace, text).every((name) => !failed.has(name)));
    const failures = await carry(workspace, remote, ready, signal, (record, abort) => {
      const { path, text, size } = record;
      return remote.upload({ key: path, md5: null, size, source: Buffer.from(text), signal: abort });
    });
    if (failures[0] !== undefined) throw failures[0].error;
    return { ...objects, done: objects.done + ready.length };
  });
}

/** Records that are missing here, and the outputs that they name. */
export async function fetchRuns(workspace: Workspace, options: TransferOptions): Promise<TransferResult> {
  return withRemote(workspace, options, async (remote) => {
    const signal = options.signal ?? new AbortController().signal;
    const here = new Set<string>();
    for await (const { key, name } of workspace.cache.listRuns()) here.add(runPath(key, name));
    const wanted = [...(await runsOf(remote, signal))].filter((path) => !here.has(path));
    const texts = new Map<string, string>();
    const items = wanted.map((path) => ({ path, size: 0, memory: 0 }));
    const failures = await carry(workspace, remote, items, signal, async ({ path }, abort) => {
      const download = await remote.download(path, 0, abort);
      const chunks: Uint8Array[] = [];
      for await (const chunk of download?.content ?? []) chunks.push(chunk);
      texts.set(path, Buffer.concat(chunks).toString('utf8'));
    });
    if (failures[0] !== undefined) throw failures[0].error;
    const names = new Set([...texts.values()].flatMap((text) => outputsOf(workspace, text)));
    const objects = await fetchObjects(workspace, names, { ...options, remote });
    for (const [path, text] of texts) {
      const [, key, name] = RUN_KEY.exec(path)!;
      await workspace.cache.writeRun(key!, name!, text);
    }
    // A record whose outputs a gc has taken there is of no use, but no failure of this fetch.
    return { ...objects, failed: [], done: objects.done + texts.size };
  });
}

async function runsOf(remote: Remote, signal: AbortSignal): Promise<Set<string>> {
  const found = new Set<string>();
  for await (const { key } of remote.list(RUNS, signal)) if (RUN_KEY.test(key)) found.add(key);
  return found;
}

/** Outputs that belong to no remote, or to one of their own: records that name them stay here. */
async function keptOutputs(workspace: Workspace): Promise<Set<string>> {
  const { pipeline } = await readPipeline(workspace);
  const outputs = pipeline.stages.flatMap((stage) => stage.outputs);
  return new Set(outputs.flatMap(({ written, push, remote }) => (push && !remote ? [] : [written])));
}

function outputEntries({ lockStore }: Pick<Workspace, 'lockStore'>, text: string): LockEntry[] {
  const parsed = LockedStageSchema.safeParse(lockStore.parse(text));
  return parsed.success ? (parsed.data.outs ?? []) : [];
}

export const outputsOf = (workspace: Pick<Workspace, 'lockStore'>, text: string): string[] =>
  outputEntries(workspace, text).flatMap(({ md5 }) => md5 ?? []);

const carry = <Item extends { size: number; memory: number }>(
  { settings }: Workspace,
  remote: Remote,
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
) =>
  runTransfers(transferWorld, {
    ...{ items, work, signal, patience: settings.remotePatience, memory: Number.POSITIVE_INFINITY },
    limit: new AdaptiveLimit(remote.concurrency.start, remote.concurrency.most),
    onProgress: () => undefined,
    onWaiting: () => undefined,
  });
