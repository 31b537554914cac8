/** Tells paths behind which a cache's own file lies, such as the symbolic links that DVC makes where it is asked to. */
import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** An object of DVC 3 (`files/md5/<2>/<30>`), or of DVC 2 beside it (`<2>/<30>`). */
const OBJECT = /^(files\/md5\/)?[0-9a-f]{2}\/[0-9a-f]{30}(\.dir)?$/;
/** As many links in a row as Linux follows. */
const MOST_LINKS = 40;

/**
 * @param cache absolute directory of the cache; it, or `files/md5` in it, may be a link to another disk
 * @param path absolute; also of a link whose object is gone, which whoever writes through it would make anew
 */
export function leadsToObject(cache: string, path: string): boolean {
  const place = placeOf(path, MOST_LINKS);
  return [cache, join(cache, 'files', 'md5')].some((folder) =>
    OBJECT.test(relative(placeOf(folder, MOST_LINKS), place).split(sep).join('/')),
  );
}

/** Where a path leads to, with all links followed, whether or not anything is there. */
function placeOf(path: string, links: number): string {
  try {
    return realpathSync(path);
  } catch {
    if (links === 0 || dirname(path) === path) return path;
    const above = placeOf(dirname(path), links - 1);
    const target = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : null;
    return target === null ? join(above, basename(path)) : placeOf(resolve(above, target), links - 1);
  }
}
