/** Brings objects from a remote into the cache, each checked against its name before it is visible. */
import { DomainError } from '#contracts/domain-error.js';
import { isDirectoryName, objectKey } from '#core/transfer/object-key.js';
import type { TransferPlan } from '#core/transfer/run-transfers.js';
import type { ArtifactCache, IncomingObject } from '#ports/artifact-cache.port.js';
import type { Remote } from '#ports/remote.port.js';
import { type Carried, carryObjects } from './carry-objects.js';
import { directoryNames } from './directory-names.js';
import type { Workspace } from './open-workspace.js';
import { RemoteDamage } from './remote-damage.js';
import {
  type ObjectFailure,
  type TransferOptions,
  type TransferResult,
  withRemote,
} from './transfer-options.js';

interface Item {
  name: string;
  size: number;
  memory: number;
  incoming?: IncomingObject;
  /** Came damaged once already. */
  damaged?: boolean;
}

export interface FetchOptions extends TransferOptions {
  /** False: of directories the listings alone. */
  withFiles?: boolean;
}

/**
 * Objects of the cache that are missing there: '.dir' names bring the directory's files too. What is there already is
 * not asked for. The caller holds the workspace's mutex.
 * @param names md5s, '….dir' for directories
 * @returns with `failed` for objects that the remote lacks ('remote/missing-object') or has damaged
 *   ('remote/damaged-object'); the others are in the cache then
 * @throws DomainError 'remote/not-configured' (only where something is missing), 'remote/unavailable',
 *   'remote/forbidden' …, 'remote/interrupted', 'workspace/disk-full'
 */
export async function fetchObjects(
  workspace: Workspace,
  names: Iterable<string>,
  options: FetchOptions = {},
): Promise<TransferResult> {
  const wanted = new Set(names);
  const missing: string[] = [];
  let present = 0;
  for (const name of wanted) {
    const whole = !isDirectoryName(name) || (await directoryNames(workspace, name)) !== null;
    if (whole && (await workspace.cache.has(name))) present++;
    else missing.push(name);
  }
  const none = { address: '', done: 0, bytes: 0, present, failed: [] };
  const directories = [...wanted].filter(isDirectoryName);
  if (missing.length === 0 && directories.length === 0) return none;

  const listed = async () => {
    const files = new Set<string>();
    const unreadable: string[] = [];
    for (const directory of directories) {
      const names = await directoryNames(workspace, directory);
      if (names === null) unreadable.push(directory);
      if (options.withFiles === false) continue;
      for (const name of names ?? []) if (!wanted.has(name)) files.add(name);
    }
    const absent: string[] = [];
    for (const name of files) if (!(await workspace.cache.has(name))) absent.push(name);
    return { absent, unreadable, there: files.size - absent.length };
  };
  // A remote is needed only where something is missing.
  if (missing.length === 0) {
    const { absent, there } = await listed();
    if (absent.length === 0) return { ...none, present: present + there };
  }
  return withRemote(workspace, options, async (remote) => {
    const first = await receiveAll(workspace, remote, missing.filter(isDirectoryName), options);
    const { absent, unreadable, there } = await listed();
    const files = new Set([...missing.filter((name) => !isDirectoryName(name)), ...absent]);
    const second = await receiveAll(workspace, remote, [...files], options);
    const failed = [...first.failed, ...second.failed];
    for (const name of unreadable) {
      if (!failed.some((failure) => failure.name === name)) failed.push(noListing(name, remote));
    }
    return {
      address: remote.address,
      done: first.done + second.done,
      bytes: first.bytes + second.bytes,
      present: present + there,
      failed,
    };
  });
}

const noListing = (name: string, remote: Remote): ObjectFailure => ({
  name,
  code: 'remote/damaged-object',
  message: `${objectKey(name)} on ${remote.address} is no listing of a directory. Delete it there, then \`docket push\` from the workspace that made it.`,
});

async function receiveAll(
  workspace: Workspace,
  remote: Remote,
  names: readonly string[],
  options: TransferOptions,
): Promise<Carried> {
  const items: Item[] = names.map((name) => ({ name, size: 0, memory: 0 }));
  const work: TransferPlan<Item>['work'] = (item, signal, moved) =>
    receive(workspace.cache, remote, item, signal, moved);
  const damage = new RemoteDamage(workspace, remote);
  const noted = damage.names();
  try {
    const carried = await carryObjects(workspace, remote, 'fetch', { items, bytes: 0, work }, options);
    const failed = new Set(carried.failed.map(({ name }) => name));
    for (const name of names) if (noted.has(name) && !failed.has(name)) damage.forget(name);
    for (const { name, code } of carried.failed) if (code === 'remote/damaged-object') damage.note(name);
    return carried;
  } finally {
    for (const { incoming } of items) await incoming?.discard();
  }
}

async function receive(
  cache: ArtifactCache,
  remote: Remote,
  item: Item,
  signal: AbortSignal,
  moved: (bytes: number) => void,
): Promise<void> {
  const { name } = item;
  const key = objectKey(name);
  item.incoming ??= await cache.receive(name);
  const { incoming } = item;
  const download = await remote.download(key, incoming.received, signal);
  if (download === null) {
    throw new DomainError(
      'remote/missing-object',
      `${key} is not on ${remote.address}. Push it from the workspace that made it, or name the remote that has it with --remote.`,
      { key },
    );
  }
  for await (const chunk of download.content) {
    await incoming.write(chunk);
    item.size = incoming.received;
    if (incoming.received < download.size) moved(incoming.received);
  }
  if (incoming.received < download.size) {
    throw new DomainError('remote/unavailable', `${remote.address} broke off in the middle of ${key}.`);
  }
  delete item.incoming;
  if (await incoming.finish()) return;
  item.size = 0;
  const broken = new DomainError(
    'remote/damaged-object',
    `${key} on ${remote.address} is damaged: its content is not what its name says. Nothing of it was installed. \`docket push --force\` from a workspace that has it whole mends it.`,
    { key },
  );
  if (item.damaged === true) throw broken;
  // Once more: it may have been damaged on its way.
  item.damaged = true;
  return receive(cache, remote, item, signal, moved);
}
