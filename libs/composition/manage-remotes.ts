/** The remotes of a workspace: which there are, adding and checking one. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeDirectory } from '#adapters/make-directory.js';
import { readRemotes } from '#config/remotes/choose-remote.js';
import type { RemoteSpec } from '#config/remotes/remote-spec.js';
import {
  REMOTES_FILE,
  RemoteFieldsSchema,
  withDefaultRemote,
  withRemoteRemoved,
  withRemoteSet,
} from '#config/remotes/remotes-file.js';
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import { schemaReason } from '#contracts/schema-reason.js';
import { openRemote } from './open-remote.js';
import type { Workspace } from './open-workspace.js';
import { refuseFile } from './refuse-file.js';

export interface RemoteListing {
  name: string;
  url: string;
  defined_in: string;
  default: boolean;
}

export async function listRemotes(workspace: Workspace): Promise<RemoteListing[]> {
  const known = await readRemotes(workspace.directory);
  const chosen = workspace.settings.remote ?? known.default;
  const listed = [...known.remotes.values()].map(({ name, url, definedIn }) => ({
    ...{ name, url, defined_in: definedIn, default: name === chosen },
  }));
  const { remote } = workspace.settings;
  if (remote === undefined || known.remotes.has(remote)) return listed;
  return [...listed, { name: remote, url: remote, defined_in: 'DOCKET_REMOTE', default: true }];
}

/**
 * @param fields as remotes.yaml has them
 * @returns the directory that was made for it: later it must be there, since a disk may not be mounted
 * @throws DomainError 'config/invalid'; 'request/invalid' for a name that is taken, and for a file
 */
export async function addRemote(
  workspace: Workspace,
  name: string,
  fields: Record<string, unknown>,
  options: { makeDefault: boolean; replace: boolean },
): Promise<string | null> {
  const parsed = RemoteFieldsSchema.safeParse(fields);
  if (!parsed.success) {
    throw new DomainError('config/invalid', `${schemaReason(parsed.error)}; see \`docket remote --help\`.`, {
      usage: true,
    });
  }
  const { url } = parsed.data;
  if (/^[a-z0-9+]+:\/\//i.test(url) && !/^s3:\/\/[^/]+|^file:\/\//.test(url)) {
    throw new DomainError(
      'config/invalid',
      `${url} is no address that Docket reaches; give a directory or s3://bucket/prefix.`,
      { usage: true },
    );
  }
  const bucket = /^s3:\/\/([^/]+)/.exec(url)?.[1];
  // Other servers than AWS's allow capitals and '_'.
  if (bucket !== undefined && !/^[\w.-]{3,255}$/.test(bucket)) {
    throw new DomainError(
      'config/invalid',
      `'${bucket}' cannot be the name of a bucket: 3 to 63 of a-z, 0-9, '-' and '.', as in s3://my-bucket/prefix.`,
      { usage: true },
    );
  }
  const directory = url.startsWith('s3://')
    ? null
    : resolve(workspace.directory, url.replace(/^file:\/\//, ''));
  if (directory !== null) refuseFile(directory);
  const known = await readRemotes(workspace.directory);
  if (known.remotes.get(name)?.definedIn === 'remotes.yaml' && !options.replace) {
    throw new DomainError(
      'request/invalid',
      `There is a remote '${name}' already (${known.remotes.get(name)?.url}); --force replaces it.`,
      { usage: true },
    );
  }
  const makeDefault = options.makeDefault || known.remotes.size === 0;
  await changeFile(workspace, (text) => withRemoteSet(text, name, parsed.data, makeDefault));
  return directory === null || existsSync(directory) ? null : madeDirectory(directory);
}

/** Where it cannot be made, `docket remote check` says why. */
function madeDirectory(directory: string): string | null {
  try {
    makeDirectory(directory);
    return directory;
  } catch {
    return null;
  }
}

/** @throws DomainError 'remote/not-configured' */
export async function removeRemote(workspace: Workspace, name: string): Promise<void> {
  await ownRemote(workspace, name);
  await changeFile(workspace, (text) => withRemoteRemoved(text, name));
}

/** @throws DomainError 'remote/not-configured' */
export async function makeDefaultRemote(workspace: Workspace, name: string): Promise<void> {
  await ownRemote(workspace, name);
  await changeFile(workspace, (text) => withDefaultRemote(text, name));
}

async function changeFile({ files }: Workspace, change: (text: string) => string): Promise<void> {
  const text = (await files.exists(REMOTES_FILE))
    ? Buffer.from(await files.read(REMOTES_FILE)).toString()
    : '';
  await files.write(REMOTES_FILE, Buffer.from(change(text)));
}

async function ownRemote(workspace: Workspace, name: string): Promise<RemoteSpec> {
  const known = await readRemotes(workspace.directory);
  const spec = known.remotes.get(name);
  if (spec?.definedIn === 'remotes.yaml') return spec;
  const own = [...known.remotes.values()].filter(({ definedIn }) => definedIn === 'remotes.yaml');
  throw new DomainError(
    'remote/not-configured',
    spec === undefined
      ? `There is no remote '${name}'.${didYouMean(name, [...known.remotes.keys()])}`
      : `Remote '${name}' stands in ${spec.definedIn}; change it there (\`dvc remote\`). In remotes.yaml are: ${own.map((each) => each.name).join(', ') || 'none'}.`,
    { usage: true },
  );
}

/** Reads and writes once. @throws DomainError 'remote/…' with the remedy */
export async function checkRemote(
  workspace: Workspace,
  named: string | undefined,
  signal: AbortSignal,
): Promise<{ address: string; seconds: number }> {
  const remote = await openRemote(workspace, named);
  const started = performance.now();
  try {
    await remote.check(signal);
    return { address: remote.address, seconds: (performance.now() - started) / 1000 };
  } finally {
    await remote.close();
  }
}
