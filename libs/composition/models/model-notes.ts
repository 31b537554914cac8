/**
 * Models on their way into the registry. Whoever makes one keeps its bundle and leaves a note, without a database or
 * a platform that runs; whoever has the database open files the notes, in order.
 *
 *   docket repro ──┐
 *   the platform ──┼──► bundle in the store, note in .docket/model-notes ──► registry
 *   model import ──┘
 */
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import {
  LIVE,
  type NewModelVersion,
  NewModelVersionSchema,
  VERSION_DIGITS,
} from '#contracts/model-version.schema.js';
import { BUNDLE_SIGNATURE } from '#core/learning/encode-model.js';
import type { ModelRegistry } from '#ports/model-registry.port.js';
import type { Workspace } from '../open-workspace.js';
import { readBundle } from '../read-bundle.js';
import { openModelStore, wholeBundle } from './model-store.js';

const FOLDER = 'model-notes';
/** In the folder: what of the workspace was noted last. */
const LATEST = 'latest.json';

const ModelNoteSchema = z.object({
  format: z.literal('docket/model-note@1'),
  version: NewModelVersionSchema,
  /** Whether it lies in the workspace, where an alias that follows goes after it. */
  followed: z.boolean(),
});
type ModelNote = z.infer<typeof ModelNoteSchema>;

export interface ModelOrigin {
  /** One sentence: what made it, or brought it. */
  cause: string;
  metrics: NewModelVersion['metrics'];
}

/**
 * Notes the model of the workspace, unless that was done before.
 * @param directory absolute, where it lies
 * @returns its version; null where there is no whole model, or nothing new to tell
 * @throws the object store's errors; then nothing is noted, and the next call tries again
 */
export async function noteWorkspaceModel(
  workspace: Workspace,
  directory: string,
  { cause, metrics }: ModelOrigin,
): Promise<string | null> {
  const signature = await readFile(join(directory, BUNDLE_SIGNATURE), 'utf8').catch(() => null);
  if (signature === null) return null;
  const told = JSON.stringify({ signature: signature.trim(), metrics });
  const latest = join(workspace.state, FOLDER, LATEST);
  const before = await readFile(latest, 'utf8').catch(() => null);
  if (before === told || (metrics === null && before?.includes(signature.trim()))) return null;
  const version = await noteBundle(workspace, directory, {
    name: basename(directory),
    cause,
    metrics,
    followed: true,
  });
  if (version?.signature !== signature.trim()) return null;
  writeWholeFile(latest, told, workspace.scratch);
  return version.version;
}

/**
 * @param directory absolute, of a bundle
 * @returns null where there is no whole one
 * @throws the object store's errors
 */
export async function noteBundle(
  workspace: Workspace,
  directory: string,
  { name, cause, metrics, followed }: ModelOrigin & { name: string; followed: boolean },
): Promise<NewModelVersion | null> {
  const found = wholeBundle(await readBundle(directory));
  if (found === null) return null;
  await (await openModelStore(workspace)).keep(found);
  const { signature, index, bundle } = found;
  const version: NewModelVersion = {
    name,
    version: signature.slice(0, VERSION_DIGITS),
    ...{ signature, cause, metrics },
    registered_at: new Date().toISOString(),
    registered_by: currentUser(),
    labels: index.labels,
    documents: index.support.reduce((sum, count) => sum + count, 0),
    bytes: Object.values(bundle).reduce((sum, { byteLength }) => sum + byteLength, 0),
    provenance: index.provenance,
  };
  const note: ModelNote = { format: 'docket/model-note@1', version, followed };
  const file = `${version.registered_at.replace(/\D/g, '')}-${process.pid}-${version.version}.json`;
  writeWholeFile(join(workspace.state, FOLDER, file), JSON.stringify(note), workspace.scratch, {
    durable: true,
  });
  return version;
}

/** Files every note, oldest first; a kill in between files it again, which changes nothing. A damaged one stops no other. @returns how many there were */
export async function fileNotes(
  { state }: Workspace,
  registry: ModelRegistry,
  log: (sentence: string) => void,
): Promise<NewModelVersion[]> {
  const folder = join(state, FOLDER);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^\d.*\.json$/.test(name));
  const filed: NewModelVersion[] = [];
  for (const name of names.sort()) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null);
    // Another process that has the same database was quicker.
    if (text === null) continue;
    const note = noteOf(text);
    if (note === null) {
      await rename(join(folder, name), join(folder, `${name}.damaged`));
      log(
        `${join(folder, name)} was no whole note of a model and is put aside; \`docket model import\` registers a model by its directory.`,
      );
      continue;
    }
    const { version, followed } = note;
    const added = await registry.register(version);
    if (added) log(`Model ${version.version} is registered: ${version.cause}`);
    if (followed) await followWith(registry, version);
    await rm(join(folder, name), { force: true });
    filed.push(version);
  }
  return filed;
}

function noteOf(text: string): ModelNote | null {
  try {
    return ModelNoteSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Nothing where somebody chose a version. */
async function followWith(registry: ModelRegistry, version: NewModelVersion): Promise<void> {
  const { name, registered_at, registered_by, cause } = version;
  const live = await registry.target(name, LIVE);
  if (live && !live.following) return;
  await registry
    .move({
      ...{ name, alias: LIVE, version: version.version, kind: 'followed' },
      ...{ moved_at: registered_at, moved_by: registered_by, reason: cause },
      expected: live?.version ?? null,
    })
    // Somebody chose one at this very moment.
    .catch((error: { code?: string }) => {
      if (error.code !== 'model/alias-moved') throw error;
    });
}

/** As the system knows them; containers often have no name for their user. */
export function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? ''}`.trim();
  }
}
