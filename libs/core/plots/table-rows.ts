/** Rows of a CSV or TSV file (RFC 4180), figures as numbers. */

export type PlotRow = Readonly<Record<string, unknown>>;

/** @param header false: columns are named 0, 1, 2 … as DVC names them */
export function tableRows(text: string, separator: ',' | '\t', header: boolean): PlotRow[] {
  const lines = cellsOf(text.replace(/^\ufeff/, ''), separator).filter((cells) =>
    cells.some((cell) => cell !== ''),
  );
  const titles = header ? (lines.shift() ?? []) : (lines[0] ?? []).map((_, index) => String(index));
  const rows = lines.map((cells) => titles.map((_, index) => cellValue(cells[index] ?? '')));
  const figures = titles.map((_, index) => rows.some((row) => typeof row[index] === 'number'));
  // Among figures a blank is one that was not taken; among names it is a name.
  const valueAt = (row: unknown[], index: number) =>
    figures[index] && String(row[index]).trim() === '' ? null : row[index];
  return rows.map((row) => Object.fromEntries(titles.map((title, index) => [title, valueAt(row, index)])));
}

/** What programs write for figures that are none: no point of a plot. */
const NO_FIGURE = /^\s*[-+]?(nan|inf|infinity)\s*$/i;

function cellValue(cell: string): unknown {
  if (NO_FIGURE.test(cell)) return null;
  return cell.trim() !== '' && Number.isFinite(Number(cell)) ? Number(cell) : cell;
}

function cellsOf(text: string, separator: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === separator) {
      cells.push(cell);
      cell = '';
    } else if (character === '\n') {
      lines.push([...cells, cell.replace(/\r$/, '')]);
      cells = [];
      cell = '';
    } else cell += character;
  }
  if (cell !== '' || cells.length > 0) lines.push([...cells, cell]);
  return lines;
}
