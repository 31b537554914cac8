/** Makes the workspace's data what a lock names, from the cache, without losing what is nowhere else. */
import { DomainError } from '#contracts/domain-error.js';
import type { ErrorCode } from '#contracts/error-codes.js';
import { itemGlob } from '#core/pipeline/glob.js';
import { planCheckout, type WantedFile } from '#core/transfer/plan-checkout.js';
import type { TrackedData } from '#core/transfer/tracked-data.js';
import type { FileState } from '#ports/workspace-files.port.js';
import { directoryEntries } from './directory-names.js';
import type { Workspace } from './open-workspace.js';
import { refuseGround, refuseLinksOut } from './refuse-ground.js';

export interface CheckoutReport {
  path: string;
  /** 'left': DVC 2 recorded it, so what lies there was neither compared nor changed. */
  state: 'restored' | 'unchanged' | 'left' | 'failed';
  /** Files written and taken away. */
  written: number;
  removed: number;
  error?: { code: ErrorCode; message: string };
  /** Objects that were missing in the cache or damaged. */
  missing: string[];
}

export interface CheckoutOptions {
  /** Overwrite and remove also what is nowhere else. */
  force?: boolean;
  /** Take away also what no run has seen, where it is safe. */
  exact?: boolean;
  /** What the workspace's own lock names: files of it are kept in the cache before they are replaced. */
  current?: readonly TrackedData[];
  signal?: AbortSignal;
  onFile?: (done: number, total: number) => void;
}

/** Files named in an error before "and … more". */
const SHOWN = 5;

/** Only under the workspace's mutex. @returns one report a path; a failed path is left as it was */
export async function checkoutData(
  workspace: Workspace,
  tracked: readonly TrackedData[],
  options: CheckoutOptions = {},
): Promise<CheckoutReport[]> {
  const reports: CheckoutReport[] = [];
  for (const data of tracked) {
    if (options.signal?.aborted) break;
    reports.push(await checkoutPath(workspace, data, options));
  }
  await workspace.files.save();
  return reports;
}

/** @returns the files that a path must have; null where its listing is missing */
export async function wantedFiles(
  workspace: Pick<Workspace, 'cache'>,
  { path, name }: Pick<TrackedData, 'path' | 'name'>,
): Promise<WantedFile[] | null> {
  if (!name.endsWith('.dir')) return [{ path, md5: name }];
  const entries = await directoryEntries(workspace, name);
  return entries?.map(({ md5, relpath }) => ({ md5, path: `${path}/${relpath}` })) ?? null;
}

export const filesOf = ({ glob }: TrackedData) => (glob === null ? undefined : itemGlob(glob).matches);

async function checkoutPath(
  workspace: Workspace,
  data: TrackedData,
  options: CheckoutOptions,
): Promise<CheckoutReport> {
  const { files, cache } = workspace;
  const report = (more: Partial<CheckoutReport>): CheckoutReport => ({
    ...{ path: data.path, state: 'failed', written: 0, removed: 0, missing: [] },
    ...more,
  });
  const refused = await refusalOf(workspace, data);
  if (refused !== null) return report({ error: refused });
  const wanted = await wantedFiles(workspace, data);
  if (wanted === null) return report({ missing: [data.name], error: notInCache(data) });
  const isDirectory = data.name.endsWith('.dir');
  const present = await files.scan(data.path, filesOf(data));
  const keepExtra =
    data.kind === 'source' && options.exact !== true && isDirectory && present.kind === 'directory';
  const { install, remove, replaced } = planCheckout(present.files, wanted, keepExtra);
  const lacking: string[] = [];
  for (const { md5 } of install) if (!(await cache.has(md5))) lacking.push(md5);
  if (lacking.length > 0) return report({ missing: lacking, error: notInCache(data, lacking.length) });
  const wrongKind = present.kind !== 'absent' && (present.kind === 'directory') !== isDirectory;
  if (install.length === 0 && remove.length === 0 && !wrongKind && present.kind !== 'absent')
    return report({ state: 'unchanged' });

  const unsaved =
    options.force === true ? [] : await saveReplaced(workspace, replaced, options.current ?? []);
  if (unsaved.length > 0) return report({ error: unsavedChanges(data, unsaved) });
  if (wrongKind) await files.remove(data.path);
  // Data that people put there may lie behind a link of theirs; outputs never do.
  const paths = wanted.map(({ path }) => path);
  if (data.kind !== 'source' && (await files.makeWay(data.path, paths)))
    return checkoutPath(workspace, data, options);
  if (isDirectory) await files.makeDirectory(data.path);
  let written = 0;
  for (const { path, md5 } of install) {
    if (options.signal?.aborted) break;
    if (!(await cache.install(md5, files.absolute(path), data.executable && !isDirectory))) lacking.push(md5);
    else options.onFile?.(++written, install.length);
  }
  if (lacking.length > 0)
    return report({ written, missing: lacking, error: notInCache(data, lacking.length) });
  if (data.kind === 'source') for (const { path } of remove) await files.remove(path);
  else
    await files.removeFiles(
      data.path,
      remove.map(({ path }) => path),
    );
  if (isDirectory) await files.removeEmptyDirectories(data.path);
  return report({ state: 'restored', written, removed: remove.length });
}

/** Why data is not brought to where its lock or `.dvc` file says, whoever wrote that. */
async function refusalOf(
  workspace: Workspace,
  { path, kind, owner }: TrackedData,
): Promise<NonNullable<CheckoutReport['error']> | null> {
  try {
    refuseGround([path], owner);
    await refuseLinksOut(workspace, [{ path, made: kind !== 'source' }], owner);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** Puts into the cache what the current lock names and would go. @returns what is nowhere else */
async function saveReplaced(
  workspace: Workspace,
  replaced: readonly FileState[],
  current: readonly TrackedData[],
): Promise<FileState[]> {
  const { cache, files } = workspace;
  const locked = new Set<string>();
  if (replaced.length > 0) {
    for (const data of current) {
      for (const { path, md5 } of (await wantedFiles(workspace, data)) ?? []) locked.add(`${md5} ${path}`);
    }
  }
  const unsaved: FileState[] = [];
  for (const file of replaced) {
    if (await cache.has(file.md5)) continue;
    if (locked.has(`${file.md5} ${file.path}`)) await cache.store(files.absolute(file.path));
    else unsaved.push(file);
  }
  return unsaved;
}

function notInCache({ path, elsewhere }: TrackedData, count?: number): NonNullable<CheckoutReport['error']> {
  const what =
    count === undefined ? 'its listing' : count === 1 ? 'one of its files' : `${count} of its files`;
  return {
    code: 'cache/missing-object',
    message: `${path}: ${what} is not in the cache. \`docket pull\` brings it from the remote.${elsewhere === undefined ? '' : ` Else ${elsewhere}`}`,
  };
}

function unsavedChanges(
  { path, kind }: TrackedData,
  unsaved: readonly FileState[],
): NonNullable<CheckoutReport['error']> {
  // A run takes up what people put there, and makes anew what stages make.
  const remedy =
    kind === 'source'
      ? 'Run `docket repro` and `docket push` to keep them'
      : 'Copy what you want to keep to another place';
  const shown = unsaved.slice(0, SHOWN).map((file) => file.path);
  const more = unsaved.length > SHOWN ? ` and ${unsaved.length - SHOWN} more` : '';
  return {
    code: 'workspace/unsaved-changes',
    message: `${path} was left as it is: ${shown.join(', ')}${more} would be lost, being nowhere else. ${remedy}; --force gives them up.`,
  };
}
