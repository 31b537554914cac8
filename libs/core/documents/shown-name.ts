/** Names of uploaded files, made safe to show and to be file names again. */

/** Characters that act on a terminal, or turn the direction of what is around them. */
const ACTING = /[\p{Cc}\p{Bidi_Control}]/gu;
/** Characters of a name; what is longer is cut before its ending. */
const NAME_LENGTH = 255;
/** Characters of a name with its folders. */
const PATH_LENGTH = 1_000;

/** The last part of whatever path the client named, without characters that do something; never empty. */
export const shownName = (path: string): string => safeName(partsOf(path).at(-1)!) ?? 'unnamed';

/** With its folders; none of them leads anywhere but down. Of a path that is too long the end. */
export function shownPath(path: string): string {
  const parts = partsOf(path.replace(/^[a-z]:/i, ''));
  const folders = parts.slice(0, -1).flatMap((part) => safeName(part) ?? []);
  const all = [...folders, shownName(path)];
  while (all.join('/').length > PATH_LENGTH) all.shift();
  return all.join('/');
}

const partsOf = (path: string): string[] => path.replaceAll('\\', '/').split('/');

/** @returns null for what is no name */
function safeName(part: string): string | null {
  const whole = part.replace(ACTING, ' ').trim();
  const ending = /\.[^.]{1,10}$/u.exec(whole)?.[0] ?? '';
  const name =
    [...whole].length <= NAME_LENGTH
      ? whole
      : [...whole].slice(0, NAME_LENGTH - [...ending].length).join('') + ending;
  return /^\.{0,2}$/.test(name) ? null : name;
}
