/** Tables and lists of label and value, in the styles offices use. */
import type { Block } from './block.js';
import type { Canvas } from './canvas.js';

type Of<K extends Block['kind']> = Extract<Block, { kind: K }>;

const padding = 4;

export const paintTable = (canvas: Canvas, table: Of<'table'>): void => {
  const { pdf, theme } = canvas;
  const size = theme.size * 0.92;
  const sum = table.columns.reduce((total, column) => total + column.weight, 0);
  const widths = table.columns.map((column) => (column.weight / sum) * canvas.width);
  const line = (cells: readonly string[], head: boolean, index: number): void => {
    const writing = { size, bold: head };
    const height =
      2 * padding +
      Math.max(
        ...cells.map((cell, i) => canvas.measure(cell || ' ', writing, (widths[i] ?? 0) - 2 * padding)),
      ) -
      theme.leading;
    canvas.need(height);
    const dark = head && theme.table === 'banded';
    if (dark) pdf.rect(canvas.x, canvas.y, canvas.width, height).fill(theme.accent);
    else if (theme.table === 'zebra' && index % 2 === 1) {
      pdf.rect(canvas.x, canvas.y, canvas.width, height).fill('#ececec');
    }
    let x = canvas.x;
    for (const [i, cell] of cells.entries()) {
      const width = widths[i] ?? 0;
      if (theme.table === 'grid') pdf.rect(x, canvas.y, width, height).lineWidth(0.6).stroke(theme.ink);
      canvas.put(cell, x + padding, canvas.y + padding, width - 2 * padding, {
        ...writing,
        align: table.columns[i]?.right ? 'right' : 'left',
        color: dark ? '#ffffff' : theme.ink,
      });
      x += width;
    }
    if (theme.table === 'rules' || (head && theme.table !== 'grid')) {
      pdf
        .moveTo(canvas.x, canvas.y + height)
        .lineTo(canvas.x + canvas.width, canvas.y + height)
        .lineWidth(head ? 1 : 0.4)
        .stroke(theme.ink);
    }
    canvas.y += height;
  };
  if (table.columns.some((column) => column.label !== '')) {
    line(
      table.columns.map((column) => column.label),
      true,
      0,
    );
  }
  for (const [index, row] of table.rows.entries()) line(row, false, index);
  canvas.y += 5;
  for (const [index, [label, value]] of (table.totals ?? []).entries()) {
    const last = index === (table.totals?.length ?? 0) - 1;
    const writing = { size: size * (last ? 1.1 : 1), bold: last };
    const width = Math.min(canvas.width, 250);
    const x = canvas.x + canvas.width - width;
    canvas.need(size + 7);
    canvas.put(label, x, canvas.y, width * 0.62, writing);
    canvas.put(value, x + width * 0.55, canvas.y, width * 0.45 - padding, { ...writing, align: 'right' });
    canvas.y += size * 1.3 + 4;
  }
  canvas.y += 5;
};

export const paintPairs = (canvas: Canvas, { rows }: Of<'pairs'>): void => {
  const { pdf, theme } = canvas;
  if (theme.pairs === 'colon') {
    for (const [label, value] of rows) canvas.write(`${label}: ${value}`, { after: 1 });
    canvas.y += 4;
    return;
  }
  const share = canvas.width * (canvas.width < 260 ? 0.45 : 0.36);
  for (const [label, value] of rows) {
    const height = Math.max(
      canvas.measure(value, {}, canvas.width - share - 6),
      canvas.measure(label, { bold: true }, share - 6),
    );
    canvas.need(height + 5);
    if (theme.pairs === 'boxed') {
      pdf
        .rect(canvas.x, canvas.y - 2, canvas.width, height + 3)
        .lineWidth(0.5)
        .stroke('#777777');
    }
    canvas.put(label, canvas.x + 3, canvas.y, share - 6, { bold: theme.pairs === 'boxed' });
    canvas.put(value, canvas.x + share, canvas.y, canvas.width - share - 3, {
      align: theme.pairs === 'dotted' ? 'right' : 'left',
    });
    if (theme.pairs === 'dotted') {
      pdf
        .moveTo(canvas.x, canvas.y + height)
        .lineTo(canvas.x + canvas.width, canvas.y + height)
        .lineWidth(0.5)
        .dash(1, { space: 2 })
        .stroke('#555555')
        .undash();
    }
    canvas.y += height + 3;
  }
  canvas.y += 4;
};
