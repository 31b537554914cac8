/**
 * What DVC 2 recorded: text by the md5 that it would have with Unix line ends, which is another than that of its bytes
 * where it has Windows' own. Unchanged data is told from changed by hashing it once more as DVC 2 did.
 * Source: `md5-dos2unix` of dvc-data, `hashfile/hash.py` and `hashfile/istextfile.py`.
 */
import { createHash } from 'node:crypto';
import type { LockEntry, LockedStage } from '#contracts/pipeline-lock.schema.js';
import type { WorkspaceFiles } from '#ports/workspace-files.port.js';
import { directoryMd5, directoryText, md5Of } from './directory-object.js';
import type { Tree } from './tree.js';

/** Bytes: by so many DVC tells text, and in pieces of so many it reads; a line end between two pieces stays as it is. */
const [LOOKED_AT, PIECE] = [512, 1024 * 1024];
/** More of other bytes than this is no text. */
const MOST_OTHERS = 0.3;
/** Bytes that are held at once; larger files count as changed where their bytes' own md5 is another. */
const LARGEST = 1024 * 1024 * 1024;

export const isOld = ({ md5, hash }: LockEntry): boolean => md5 !== undefined && hash !== 'md5';

/** @returns the md5 by which DVC 2 knew a file, in hexadecimal */
export function oldMd5(bytes: Uint8Array): string {
  const hash = createHash('md5');
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!isText(all.subarray(0, LOOKED_AT))) return hash.update(all).digest('hex');
  for (let start = 0; start < all.length; start += PIECE) {
    const piece = all.subarray(start, start + PIECE).toString('latin1');
    hash.update(piece.replaceAll('\r\n', '\n'), 'latin1');
  }
  return hash.digest('hex');
}

function isText(start: Uint8Array): boolean {
  if (start.includes(0)) return false;
  const others = start.filter(
    (byte) => !(byte >= 32 && byte < 127) && !'\n\r\t\f\b'.includes(String.fromCharCode(byte)),
  );
  return others.length <= start.length * MOST_OTHERS;
}

/**
 * @param locked what is kept of the stage's last run
 * @param trees what lies there now, by the path that the lock has for it
 * @returns the same, but data that is as DVC 2 recorded it has the md5 of today, which names it everywhere else
 */
export async function inTodaysHashes(
  files: Pick<WorkspaceFiles, 'read'>,
  locked: LockedStage,
  trees: ReadonlyMap<string, Tree | null>,
): Promise<LockedStage> {
  const translated = async (entries: LockedStage['deps']): Promise<LockEntry[] | undefined> =>
    entries && Promise.all(entries.map((entry) => todays(files, entry, trees.get(entry.path) ?? null)));
  if (![...(locked.deps ?? []), ...(locked.outs ?? [])].some(isOld)) return locked;
  const [deps, outs] = [await translated(locked.deps), await translated(locked.outs)];
  return { ...locked, ...(deps && { deps }), ...(outs && { outs }) };
}

async function todays(
  files: Pick<WorkspaceFiles, 'read'>,
  entry: LockEntry,
  tree: Tree | null,
): Promise<LockEntry> {
  if (!isOld(entry) || tree === null || tree.md5 === entry.md5 || tree.unreadable.length > 0) return entry;
  // As its size is that of its bytes, what has another one is changed: it needs no reading.
  const isOther =
    (entry.size ?? tree.size) !== tree.size || (entry.nfiles ?? tree.files.length) !== tree.files.length;
  if (isOther || tree.files.some(({ size }) => size > LARGEST)) return entry;
  const below = tree.path === '' ? 0 : tree.path.length + 1;
  const listed: { md5: string; relpath: string }[] = [];
  for (const { path, md5 } of tree.files) {
    const bytes = await files.read(path).catch(() => null);
    // A plan looks at what will lie there, which may be other than what does.
    if (bytes === null || md5Of(bytes) !== md5) return entry;
    listed.push({ md5: oldMd5(bytes), relpath: path.slice(below) });
  }
  const old = tree.kind === 'file' ? listed[0]?.md5 : directoryMd5(directoryText(listed));
  return old === entry.md5 ? { ...entry, md5: tree.md5 } : entry;
}
