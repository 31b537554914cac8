/** Where nothing may be brought to from elsewhere: what git, DVC and Docket work by, some of which runs by itself. */

/** Wherever they lie; git runs the hooks of any repository that somebody enters. */
const FOLDERS = new Set(['.git', '.hg', '.dvc', '.docket']);
/** At the workspace's root. */
const FILES = new Set([
  ...['.env', '.gitattributes', '.gitignore', '.gitmodules', '.dvcignore', 'remotes.yaml'],
]);

/**
 * @param path from the workspace's root, '/' between
 * @returns what is wrong with it, to stand behind its name; null where data may lie there
 */
export function groundProblem(path: string): string | null {
  return FILES.has(path.toLowerCase()) ? 'is a file that Docket, DVC or git works by' : folderProblem(path);
}

/** As {@link groundProblem}, but for the files. */
export function folderProblem(path: string): string | null {
  if (path === '') return 'is the whole workspace';
  if (path.includes('\0')) return 'has a byte 0 in it';
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return 'leads out of the workspace, or is no plain path';
  // Some file systems take no notice of case.
  const folder = parts.find((part) => FOLDERS.has(part.toLowerCase()));
  return folder === undefined ? null : `lies in '${folder}', which Docket, DVC or git works by`;
}

/** Folders whose content is never data (`.git`, `.hg`, `.dvc`), in a directory that is. */
export const isOfTool = (part: string): boolean => FOLDERS.has(part.toLowerCase()) && part !== '.docket';
