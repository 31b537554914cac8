/** What results lack although they are used: kept beside them, told by every run, and tried again where that may help. */
import type { StageSpec } from '#contracts/pipeline.js';
import type { StageWarning } from '#contracts/pipeline-event.js';
import type { Shortfall } from '#contracts/stage.js';
import type { ItemRecord } from '#ports/item-index.port.js';
import type { FileState } from '#ports/workspace-files.port.js';
import { itemKeys } from './item-key.js';
import { runKey } from './run-key.js';
import type { RunWorld } from './run-world.js';
import { lockedStage, type StageView } from './snapshot-stage.js';

/** Runs that try for the whole result; what failed in all of them would hold up every later run for nothing. */
const MOST_TRIES = 3;

/** @returns what an item's record says of its outputs' shortfalls */
export function recordOf(shortfalls: readonly Shortfall[]): Pick<ItemRecord, 'warnings' | 'tries'> {
  if (shortfalls.length === 0) return {};
  const warnings = shortfalls.map(({ code, message }) => ({ code, message }));
  return { warnings, ...(shortfalls.some(({ passing }) => passing) && { tries: 1 }) };
}

/**
 * @param force also what has been tried often enough, and what failed for good; of a command every file, as what it makes
 *   may come of more than the pipeline knows of
 */
export function worthTrying(
  { tries, error }: ItemRecord,
  { uses, alwaysChanged }: Pick<StageSpec, 'uses' | 'alwaysChanged'>,
  force: boolean,
): boolean {
  if (uses === null && (force || alwaysChanged)) return true;
  return force ? tries !== undefined || error !== undefined : tries !== undefined && tries < MOST_TRIES;
}

/** Errors of engines and services, after which the result of an earlier run is better than none. */
export const mayPass = ({ code, retryable }: { code: string; retryable: boolean }): boolean =>
  retryable && /^(ocr|service)\//.test(code);

/** The files of today whose results lack something, as recorded by the run that made them. */
async function warnedFiles(
  world: RunWorld,
  view: StageView,
): Promise<{ file: FileState; record: ItemRecord }[]> {
  if (view.items === null) return [];
  const warned = await world.items.loadWarned(view.spec.name);
  if (warned.size === 0) return [];
  const keyOf = itemKeys(view);
  return view.items.files.flatMap((file) => {
    const record = warned.get(keyOf(file));
    return record === undefined ? [] : [{ file, record }];
  });
}

/** @returns why a stage that is otherwise up to date runs: '1 file has pages …'; empty where it does not */
export async function triesAgain(world: RunWorld, view: StageView): Promise<string[]> {
  const files = await warnedFiles(world, view);
  const count = files.filter(({ record }) =>
    worthTrying(record, { ...view.spec, alwaysChanged: false }, false),
  ).length;
  if (count === 0) return [];
  return [`${count} ${count === 1 ? 'file was' : 'files were'} read only in part; trying again`];
}

export async function itemWarnings(world: RunWorld, view: StageView): Promise<StageWarning[]> {
  const files = await warnedFiles(world, view);
  const ofFiles = files.flatMap(({ file: { path }, record }) => warningsOf(path, record));
  return [...emptyFolders(view), ...ofFiles];
}

/** A class that somebody made a folder for, and that no model will know. */
export const emptyFolders = ({ items }: StageView): StageWarning[] =>
  (items?.empty ?? []).map((path) => ({
    ...{ path, code: 'dataset/empty-folder' },
    message: 'has no files in it; put some there, or remove the folder.',
  }));

/** What lies elsewhere is no part of what git and remotes take along by name, and others may change it. */
export const linksOutside = ({ items, deps }: StageView): StageWarning[] =>
  [...new Set([items, ...deps].flatMap((tree) => tree?.outside ?? []))].map((path) => ({
    ...{ path, code: 'workspace/linked-outside' },
    message: 'is a symbolic link to a folder outside the workspace; what lies there counts as its content.',
  }));

export const warningsOf = (path: string, { warnings = [] }: ItemRecord): StageWarning[] =>
  warnings.map(({ code, message }) => ({ path, code, message }) as StageWarning);

/** Of a stage that sees everything at once, whichever run made its outputs. */
export async function wholeWarnings(world: RunWorld, view: StageView): Promise<StageWarning[]> {
  if (!tellsShortfalls(world, view)) return [];
  const warned = await world.items.loadWarned(view.spec.name);
  return warned.get(runKey(lockedStage(view)).key)?.warnings ?? [];
}

export async function keepWholeWarnings(
  world: RunWorld,
  view: StageView,
  shortfalls: readonly Shortfall[],
): Promise<void> {
  if (!tellsShortfalls(world, view)) return;
  const { key } = runKey(lockedStage(view));
  const { warnings } = recordOf(shortfalls);
  if (warnings !== undefined) world.items.append(view.spec.name, { key, outputs: [], warnings });
  else if ((await world.items.loadWarned(view.spec.name)).has(key))
    world.items.append(view.spec.name, { key });
}

const tellsShortfalls = (world: RunWorld, { spec, items }: StageView): boolean =>
  items === null && spec.uses !== null && world.definitions[spec.uses]?.shortfalls !== undefined;
