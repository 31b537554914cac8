/** Files of code that queued experiments put in place, and that come back afterwards. */
import { lstatSync, readFileSync, type Stats } from 'node:fs';
import type { FileWrite } from '#adapters/workspace/staged-changes.js';
import { DomainError } from '#contracts/domain-error.js';
import type { CodeFile } from '#contracts/experiment.schema.js';
import { md5Of } from '#core/pipeline/directory-object.js';
import { ancestors } from '#core/pipeline/path-overlap.js';
import type { Workspace } from '../open-workspace.js';

export const codeFile = (bytes: Uint8Array, executable: boolean): NonNullable<CodeFile> => ({
  content: Buffer.from(bytes).toString('base64'),
  executable,
});

/** @returns null where nothing is there; undefined where something else is: a folder, a link */
export function codeNow({ files }: Workspace, path: string): CodeFile | undefined {
  const absolute = files.absolute(path);
  let stats: Stats | undefined;
  try {
    stats = lstatSync(absolute, { throwIfNoEntry: false });
  } catch (error) {
    // A file lies where a folder above it would be.
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw error;
  }
  if (stats === undefined) return null;
  return stats.isFile() ? codeFile(readFileSync(absolute), (stats.mode & 0o100) !== 0) : undefined;
}

/** @returns the md5 of its bytes; null where there is no file */
export const codeMd5 = (file: CodeFile | undefined): string | null =>
  file ? md5Of(Buffer.from(file.content, 'base64')) : null;

export interface CodeChanges {
  writes: FileWrite[];
  removes: { path: string; before: string | null }[];
}

/**
 * Under the workspace's mutex.
 * @param ours md5s that may be replaced at a path; anything else there is kept aside
 * @throws DomainError 'workspace/dirty' where a folder or a link lies at a file's place
 */
export async function codeChanges(
  workspace: Workspace,
  wanted: ReadonlyMap<string, CodeFile>,
  ours: (path: string) => ReadonlySet<string | null>,
): Promise<CodeChanges> {
  const changes: CodeChanges = { writes: [], removes: [] };
  const inTheWay: string[] = [];
  for (const [path, file] of wanted) {
    const now = codeNow(workspace, path);
    if (now === undefined) {
      inTheWay.push(path);
      continue;
    }
    const present = codeMd5(now);
    const md5 = codeMd5(file);
    if (present === md5) continue;
    const before = ours(path).has(present) ? present : null;
    if (file === null || md5 === null) changes.removes.push({ path, before });
    else changes.writes.push({ ...(await written(workspace, file, md5)), path, before });
  }
  const gone = new Set(changes.removes.map(({ path }) => path));
  for (const { path } of changes.writes)
    for (const above of ancestors(path))
      if (codeNow(workspace, above) && !gone.has(above)) inTheWay.push(above);
  if (inTheWay.length === 0) return changes;
  throw new DomainError(
    'workspace/dirty',
    `Code of queued experiments cannot be put in place, or back, because something else lies there now (a folder, a link): ${[...new Set(inTheWay)].join(', ')}. Move it away, then run again.`,
    { paths: inTheWay },
  );
}

/** Text as a file of its own, which people may edit; other content comes out of the cache. */
async function written(
  { cache }: Workspace,
  { content, executable }: NonNullable<CodeFile>,
  md5: string,
): Promise<Pick<FileWrite, 'md5' | 'text' | 'executable'>> {
  const bytes = Buffer.from(content, 'base64');
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return { md5, text, executable };
  await cache.put(bytes, md5);
  return { md5, executable };
}
