/**
 * Takes away what is not a stage's output where that is to lie. A link goes itself: what it leads to may lie anywhere, and
 * is somebody else's.
 *
 *   output out, files out/a/x:   out → /elsewhere   the link goes
 *                                out/a a file       goes
 *                                out/a/x a folder   goes
 */
import { lstatSync, rmSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** @param root absolute; all other paths from there. @returns whether anything was in the way */
export function makeWay(root: string, output: string, files: Iterable<string>): boolean {
  const seen = new Set<string>();
  let any = false;
  const clear = (path: string, belongs: (stats: Stats) => boolean): void => {
    const stats = lstat(join(root, path));
    if (stats === undefined || belongs(stats)) return;
    rmSync(join(root, path), { recursive: true, force: true });
    any = true;
  };
  for (const file of files) {
    for (const folder of foldersOf(output, file)) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      clear(folder, (stats) => stats.isDirectory());
    }
    clear(file, (stats) => !stats.isDirectory());
  }
  return any;
}

/** Folders stay, and so does what lies behind a link. */
export function removeFiles(root: string, output: string, files: Iterable<string>): void {
  const isLink = (path: string): boolean => lstat(join(root, path))?.isSymbolicLink() ?? false;
  for (const file of files) {
    if (foldersOf(output, file).some(isLink)) continue;
    const stats = lstat(join(root, file));
    if (stats !== undefined && !stats.isDirectory()) rmSync(join(root, file), { force: true });
  }
}

/** From the output itself down to the file's own, so that nothing is looked at through a link. */
function foldersOf(output: string, file: string): string[] {
  const names = file.slice(output.length).split('/');
  return names.slice(1).map((_, index) => output + names.slice(0, index + 1).join('/'));
}

/** Of a link itself. @returns undefined where nothing can be, as behind a file */
function lstat(absolute: string): Stats | undefined {
  try {
    return lstatSync(absolute, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}
