/** File names and what files say may hold line breaks and escape sequences; shown, they must not act. */

/** For text within a line. @returns it with every control character written out: '\n', '\x1b' */
export const visible = (text: string): string =>
  text.replace(/\p{Cc}/gu, (character) =>
    character === '\n' ? '\\n' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** For text of lines, in which names may stand that nobody looked at; line breaks, tabs and colours stay. */
export const visibleLines = (text: string): string =>
  text.replace(/(?![\n\t])\p{Cc}(?:\[\d{1,2}m)?/gu, (found) =>
    found.length > 1 && found.startsWith('\u001b') ? found : visible(found),
  );
