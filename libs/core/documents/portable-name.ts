/** Names that Windows takes as well: what it reserves is changed, all others stay. */

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const REFUSED = /[<>:"|?*\\]/g;
/** Also with an ending, and with blanks before it. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)/i;

/** @param name of one file or folder, without '/' and control characters @returns one that is never empty */
export function portable(name: string): string {
  const shown = name.replaceAll(REFUSED, '_').replace(/[. ]+$/, '');
  if (shown === '') return '_';
  return DEVICE.test(shown) ? `_${shown}` : shown;
}
