/** Sends objects of the cache to a remote: files first, then the directory objects whose files are all there. */
import { statSync } from 'node:fs';
import { contentMd5, objectKey } from '#core/transfer/object-key.js';
import { directoriesToPush, filesToPush, wantedObjects } from '#core/transfer/plan-push.js';
import type { TransferPlan } from '#core/transfer/run-transfers.js';
import type { Remote } from '#ports/remote.port.js';
import { type Carried, carryObjects } from './carry-objects.js';
import { directoryNames } from './directory-names.js';
import { findOnRemote } from './find-on-remote.js';
import type { Workspace } from './open-workspace.js';
import { RemoteDamage } from './remote-damage.js';
import {
  type ObjectFailure,
  type TransferOptions,
  type TransferResult,
  withRemote,
} from './transfer-options.js';

/** Above this an object is not held in memory whole. */
const WHOLE = 32 * 1024 * 1024;

/** Content that lies elsewhere than in the cache: a file of the workspace by its path, or a text. */
export type ObjectSource = { path: string } | { text: string };

export interface PushOptions extends TransferOptions {
  /** Send also what is there already. */
  force?: boolean;
  /** For what the cache lacks, such as the documents of data/raw. */
  elsewhere?: ReadonlyMap<string, ObjectSource>;
}

interface Item {
  name: string;
  size: number;
  memory: number;
  source: Uint8Array | string;
}

/**
 * A directory object is never visible before its files, whenever this ends. Needs no mutex: it changes nothing here.
 * @param names md5s, '….dir' for directories, whose files go too
 * @returns with `failed` for what is neither here nor there ('cache/missing-object'), damaged here
 *   ('cache/damaged-object') or there and not here ('remote/damaged-object'), and for directories of such files
 * @throws DomainError as {@link fetchObjects}; 'remote/full'
 */
export async function pushObjects(
  workspace: Workspace,
  names: Iterable<string>,
  options: PushOptions = {},
): Promise<TransferResult> {
  return withRemote(workspace, options, async (remote) => {
    const onEvent = options.onEvent ?? (() => undefined);
    const signal = options.signal ?? new AbortController().signal;
    const roots = new Set(names);
    const listings = new Map<string, Iterable<string>>();
    for (const root of roots) {
      if (root.endsWith('.dir')) listings.set(root, await namesOf(workspace, root, options.elsewhere));
    }
    const wanted = wantedObjects(roots, (directory) => listings.get(directory) ?? []);
    const sources = new Map<string, { source: Uint8Array | string; size: number } | null>();
    for (const name of [...wanted.files, ...wanted.directories.keys()]) {
      sources.set(name, await locate(workspace, name, options.elsewhere));
    }
    onEvent({ type: 'looking', address: remote.address, objects: sources.size });
    await remote.prepare(signal);
    const expected = new Map([...sources].map(([name, found]) => [name, found?.size ?? null] as const));
    const present = options.force
      ? new Set<string>()
      : await findOnRemote(remote, {
          expected,
          patience: workspace.settings.remotePatience,
          signal,
          onWaiting: (reason, seconds) => onEvent({ type: 'transfer-waiting', reason, seconds }),
        });
    const damage = new RemoteDamage(workspace, remote);
    const damaged = damage.names();
    for (const name of damaged) present.delete(name);

    const failed: ObjectFailure[] = [];
    const itemsOf = (chosen: readonly string[]): Item[] =>
      chosen.flatMap((name) => {
        const found = sources.get(name);
        if (found) return [{ name, memory: Math.min(found.size, WHOLE), ...found }];
        failed.push(
          damaged.has(name)
            ? { name, code: 'remote/damaged-object', message: stillDamaged(name, remote) }
            : { name, code: 'cache/missing-object', message: missing(name, remote) },
        );
        return [];
      });
    const files = itemsOf(filesToPush(wanted, present));
    const first = await sendAll(workspace, remote, files, options);
    failed.push(...first.failed);
    const unsent = new Set(failed.map(({ name }) => name));
    const { ready, incomplete } = directoriesToPush(wanted, present, unsent);
    const directories = itemsOf(ready);
    const second = await sendAll(workspace, remote, directories, options);
    failed.push(...second.failed);
    const unmended = new Set(failed.map(({ name }) => name));
    for (const { name } of [...files, ...directories])
      if (damaged.has(name) && !unmended.has(name)) damage.forget(name);
    for (const name of incomplete) {
      const message = `${objectKey(name)} was not sent, because files of that directory were not; it would promise what is not there.`;
      if (!present.has(name)) failed.push({ name, code: 'cache/missing-object', message });
    }
    return {
      address: remote.address,
      done: first.done + second.done,
      bytes: first.bytes + second.bytes,
      present: present.size,
      failed,
    };
  });
}

async function namesOf(
  workspace: Workspace,
  directory: string,
  elsewhere: PushOptions['elsewhere'],
): Promise<Iterable<string>> {
  const names = await directoryNames(workspace, directory);
  if (names !== null) return names;
  const source = elsewhere?.get(directory);
  if (source === undefined || !('text' in source)) return [];
  return (JSON.parse(source.text) as { md5: string }[]).map(({ md5 }) => md5);
}

async function locate(
  { cache }: Workspace,
  name: string,
  elsewhere: PushOptions['elsewhere'],
): Promise<{ source: Uint8Array | string; size: number } | null> {
  const cached = await cache.locate(name);
  if (cached !== null) return { source: cached.path, size: cached.size };
  const source = elsewhere?.get(name);
  if (source === undefined) return null;
  if ('text' in source) {
    const bytes = Buffer.from(source.text);
    return { source: bytes, size: bytes.length };
  }
  const stats = statSync(source.path, { throwIfNoEntry: false });
  return stats === undefined ? null : { source: source.path, size: stats.size };
}

const missing = (name: string, remote: Remote): string =>
  `${objectKey(name)} is neither in the cache nor on ${remote.address}. What a stage makes, \`docket repro\` makes anew; else \`docket pull --remote NAME\` fetches it from one that has it.`;

const stillDamaged = (name: string, remote: Remote): string =>
  `${objectKey(name)} came damaged from ${remote.address} and is not in the cache, so that it could not be sent anew. What a stage makes, \`docket repro\` makes anew, then push again; else \`docket push --force\` from a workspace that has it whole mends it, and \`docket fetch\` here sees that it is mended.`;

async function sendAll(
  workspace: Workspace,
  remote: Remote,
  items: readonly Item[],
  options: PushOptions,
): Promise<Carried> {
  const bytes = items.reduce((sum, { size }) => sum + size, 0);
  const work: TransferPlan<Item>['work'] = ({ name, size, source }, signal, moved) =>
    remote.upload({ key: objectKey(name), md5: contentMd5(name), size, source, signal, moved });
  return carryObjects(workspace, remote, 'push', { items, bytes, work }, options);
}
