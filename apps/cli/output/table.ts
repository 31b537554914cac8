/** Columns that line up, whatever colours and wide characters are in them. */
import { stripVTControlCharacters } from 'node:util';

export interface Column {
  title: string;
  align?: 'right';
}

/** Columns on a terminal: east Asian characters and emoji take two. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) {
    const code = character.codePointAt(0)!;
    const wide =
      /\p{Emoji_Presentation}/u.test(character) ||
      (code >= 0x1100 &&
        /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
          character,
        ));
    width += /\p{Mn}|\u200d|\ufe0f/u.test(character) ? 0 : wide ? 2 : 1;
  }
  return width;
}

/** @returns lines without trailing blanks, title first */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => displayWidth(row[index] ?? ''))));
  return all.map((row) =>
    columns
      .map(({ align }, index) => {
        const cell = row[index] ?? '';
        const space = ' '.repeat(widths[index]! - displayWidth(cell));
        return align === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
}
