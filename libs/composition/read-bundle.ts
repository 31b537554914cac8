/** Bundles (models, datasets) of a workspace as it is, and as a git revision or an experiment left them. */
import { statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputSpec } from '#contracts/pipeline.js';
import type { FileBundle } from '#contracts/stage.js';
import { directoryEntries } from './directory-names.js';
import type { Workspace } from './open-workspace.js';
import type { WorkspaceState } from './workspace-state.js';
import { lockedMd5, stateTreesOf, WORKSPACE_LABEL } from './workspace-states.js';

/** @param directory absolute; folders in it belong to no bundle @returns null where there is none */
export async function readBundle(directory: string): Promise<FileBundle | null> {
  const names = await readdir(directory).catch(() => null);
  if (names === null) return null;
  const isFile = (name: string) => statSync(join(directory, name), { throwIfNoEntry: false })?.isFile();
  const files = names
    .filter(isFile)
    .map(async (name) => [name, new Uint8Array(await readFile(join(directory, name)))] as const);
  return Object.fromEntries(await Promise.all(files));
}

/** @returns null where that state has none, or it is no longer in the cache */
export async function bundleAt(
  workspace: Workspace,
  state: WorkspaceState,
  output: Pick<OutputSpec, 'path'>,
): Promise<FileBundle | null> {
  if (state.label === WORKSPACE_LABEL) return readBundle(workspace.files.absolute(output.path));
  const directory = lockedMd5(await stateTreesOf(workspace, state), output.path);
  const listed = directory === undefined ? null : await directoryEntries(workspace, directory);
  if (listed === null) return null;
  const files: Record<string, Uint8Array> = {};
  for (const { md5, relpath } of listed) {
    const bytes = await workspace.cache.read(md5);
    if (bytes === null) return null;
    files[relpath] = bytes;
  }
  return files;
}
