/** Says what differs between a stage as it last ran and as it is now, in words for the table of results. */
import type { LockEntry, LockedStage } from '#contracts/pipeline-lock.schema.js';
import { WholeFloat } from '#contracts/python-float.js';
import { canonicalJson } from './canonical-json.js';
import type { DirectoryEntry } from './directory-object.js';
import { parsePlatformCommand } from './stage-command.js';

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};

export function commandChanges(before: LockedStage['cmd'], now: LockedStage['cmd']): string[] {
  if (canonicalJson(before) === canonicalJson(now)) return [];
  const old = parsePlatformCommand(before);
  const current = parsePlatformCommand(now);
  if (old === null || current === null || old.stage !== current.stage) return ['command changed'];
  const changes: string[] = [];
  if (old.version !== current.version) changes.push(`stage version ${old.version} → ${current.version}`);
  for (const name of new Set([...Object.keys(old.engines), ...Object.keys(current.engines)])) {
    const [from, to] = [old.engines[name], current.engines[name]];
    if (from !== to) changes.push(`engine ${name} ${from ?? '(none)'} → ${to ?? '(none)'}`);
  }
  return changes;
}

/** 'param train.c 1 → 2' for every leaf that differs, by its dotted key. */
export function paramChanges(before: LockedStage['params'] = {}, now: LockedStage['params'] = {}): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((file) => {
    const prefix = file === 'params.yaml' ? '' : `${file}:`;
    return leafChanges(before[file] ?? {}, now[file] ?? {}, '').map((change) => `param ${prefix}${change}`);
  });
}

function leafChanges(before: unknown, now: unknown, at: string): string[] {
  const isMap = (value: unknown): value is Record<string, unknown> =>
    value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof WholeFloat);
  if (isMap(before) && isMap(now)) {
    return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) =>
      leafChanges(before[key], now[key], at === '' ? key : `${at}.${key}`),
    );
  }
  if (canonicalJson(before ?? null) === canonicalJson(now ?? null)) return [];
  if (before === undefined) return [`${at} added`];
  if (now === undefined) return [`${at} removed`];
  return [`${at} ${shown(before)} → ${shown(now)}`];
}

/** The files of a directory that could be read, and the paths in it, of files and folders, that could not. */
export interface ListedFiles {
  entries: readonly DirectoryEntry[];
  unreadable?: readonly string[];
}

/** Files of each kind that are named: so many tell which they are, and a line of the table still holds them. */
const SAMPLE = 2;

/** A name with a line end in it stays on its line. */
const shownPath = (path: string): string => shown(/\p{Cc}/u.test(path) ? canonicalJson(path) : path);

/** 'a.txt, b.txt, …' */
export const sampleOf = (paths: readonly string[]): string =>
  `${paths.slice(0, SAMPLE).map(shownPath).join(', ')}${paths.length > SAMPLE ? ', …' : ''}`;

/**
 * '3 files new (a.txt, b.txt, …), 1 removed (c.txt)'; what was only renamed counts as renamed, by its new name, and what
 * cannot be read is not removed.
 */
function listingChanges(
  { entries: before }: ListedFiles,
  { entries: now, unreadable = [] }: ListedFiles,
): string {
  const gone = new Map(before.map(({ relpath, md5 }) => [relpath, md5]));
  const fresh: DirectoryEntry[] = [];
  const changed: string[] = [];
  for (const entry of now) {
    const was = gone.get(entry.relpath);
    gone.delete(entry.relpath);
    if (was === undefined) fresh.push(entry);
    else if (was !== entry.md5) changed.push(entry.relpath);
  }
  const isThere = (relpath: string) =>
    unreadable.some((path) => relpath === path || relpath.startsWith(`${path}/`));
  const closed = [...gone.keys()].filter(isThere);
  for (const relpath of closed) gone.delete(relpath);
  const left = new Map<string, string[]>();
  for (const [relpath, md5] of gone) {
    const same = left.get(md5);
    if (same === undefined) left.set(md5, [relpath]);
    else same.push(relpath);
  }
  // Of the same content, one that is gone makes one new one a renamed one.
  const isRenamed = ({ md5 }: DirectoryEntry) => left.get(md5)?.shift() !== undefined;
  const renamed = new Set(fresh.filter(isRenamed));
  const paths = (entries: Iterable<DirectoryEntry>) => [...entries].map(({ relpath }) => relpath);
  const kinds: [string, string[]][] = [
    ['new', paths(fresh.filter((entry) => !renamed.has(entry)))],
    ['changed', changed],
    ['removed', [...left.values()].flat()],
    ['renamed', paths(renamed)],
    ['unreadable', closed],
  ];
  const parts = kinds.filter(([, files]) => files.length > 0);
  if (parts.length === 0) return 'order of files changed';
  return parts
    .map(([word, files], index) => {
      const unit = index > 0 ? '' : files.length === 1 ? ' file' : ' files';
      return `${files.length}${unit} ${word} (${sampleOf(files)})`;
    })
    .join(', ');
}

/**
 * @param listing the files behind an md5, where they are still known
 * @param untold paths whose content nobody knows yet: that one is named now, or no longer, is told all the same
 */
export function entryChanges(
  role: 'dep' | 'output',
  before: readonly LockEntry[],
  now: readonly LockEntry[],
  listing: (md5: string) => ListedFiles | null,
  untold: ReadonlySet<string> = new Set(),
): string[] {
  const old = new Map(before.map((entry) => [entry.path, entry]));
  const changes: string[] = [];
  for (const entry of now) {
    const was = old.get(entry.path);
    old.delete(entry.path);
    if (was === undefined) changes.push(`${role} ${entry.path} added`);
    else if (untold.has(entry.path)) continue;
    else if (entry.md5 === undefined) changes.push(`${role} ${entry.path} missing`);
    else if (was.md5 !== entry.md5) {
      const files = was.md5 === undefined ? null : listing(was.md5);
      const current = listing(entry.md5);
      const what = files === null || current === null ? 'changed' : listingChanges(files, current);
      changes.push(`${entry.path}: ${what}`);
    }
  }
  for (const path of old.keys()) changes.push(`${role} ${path} no longer declared`);
  return changes;
}
