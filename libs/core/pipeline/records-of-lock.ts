/**
 * What the lock tells about single files where their own records are not: in a fresh clone, or after `.docket` was
 * removed. Without it one new document would cost all documents there.
 *
 *   locked inputs  {a.png: 1f…, b.png: 7c…}  ┐ same command, params     a.png's fingerprint → [c3…]
 *   locked outputs {a.png.json: c3…, …}      ┘ and other deps ─►        b.png's fingerprint → …
 */
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import type { ItemRecord } from '#ports/item-index.port.js';
import type { FileState } from '#ports/workspace-files.port.js';
import { commandChanges, entryChanges, paramChanges } from './describe-changes.js';
import { type DirectoryEntry, directoryMd5, directoryText, parseDirectoryText } from './directory-object.js';
import { itemOutputPath } from './glob.js';
import { itemKeys } from './item-key.js';
import type { RunWorld } from './run-world.js';
import { depEntries, itemsPath, type StageView } from './snapshot-stage.js';

/**
 * @returns a record for each file that the lock has inputs and outputs of; none where anything but the files differs
 *   from the lock, or the listings behind it are unknown
 */
export async function recordsOfLock(
  world: RunWorld,
  view: StageView,
  locked: LockedStage | undefined,
): Promise<ItemRecord[]> {
  const { spec, glob } = view;
  if (locked === undefined || glob === null) return [];
  const itemsOf = itemsPath(glob);
  const besideItems = ({ path }: { path: string }) => path !== itemsOf;
  const changes = [
    ...commandChanges(locked.cmd, view.cmd),
    ...paramChanges(locked.params, view.params),
    ...entryChanges(
      'dep',
      (locked.deps ?? []).filter(besideItems),
      depEntries(view).filter(besideItems),
      () => null,
    ),
  ];
  if (changes.length > 0) return [];

  const outputs: Map<string, string>[] = [];
  for (const { path, written } of spec.outputs) {
    const entry = locked.outs?.find((out) => out.path === written);
    const files = await listingOf(world, entry?.md5);
    if (files === null) return [];
    outputs.push(new Map(files.map(({ relpath, md5 }) => [`${path}/${relpath}`, md5])));
  }
  const outputsOf = (item: string): string[] | null => {
    const found = spec.outputs.map(({ path }, index) =>
      outputs[index]!.get(itemOutputPath(item, glob.base, path, view.kind)),
    );
    return found.every((md5) => md5 !== undefined) ? found : null;
  };
  const below = (relpath: string) => (glob.base === '' ? relpath : `${glob.base}/${relpath}`);
  const items = locked.deps?.find(({ path }) => path === itemsOf)?.md5;
  const inputs =
    (await listingOf(world, items)) ??
    provenInputs(view.items?.files ?? [], glob.base, items, (path) => outputsOf(path) !== null);
  const keyOf = itemKeys(view);
  const records: ItemRecord[] = [];
  for (const { relpath, md5 } of inputs) {
    const made = outputsOf(below(relpath));
    if (made !== null) records.push({ key: keyOf({ md5 }), outputs: made });
  }
  return records;
}

/** Where git keeps the documents, nobody keeps their listing: those of today that have an output may be it. */
function provenInputs(
  files: readonly FileState[],
  base: string,
  locked: string | undefined,
  hasOutputs: (path: string) => boolean,
): DirectoryEntry[] {
  const start = base === '' ? 0 : base.length + 1;
  const entries = files
    .filter(({ path }) => hasOutputs(path))
    .map(({ path, md5 }) => ({ relpath: path.slice(start), md5 }));
  return directoryMd5(directoryText(entries)) === locked ? entries : [];
}

async function listingOf(world: RunWorld, md5: string | undefined): Promise<DirectoryEntry[] | null> {
  const text = md5?.endsWith('.dir') ? await world.cache.readListing(md5) : null;
  return text === null ? null : parseDirectoryText(text);
}
