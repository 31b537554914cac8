/** Draws a document's blocks, one after the other, in the style of its theme. */
import type { Block } from './block.js';
import type { Canvas } from './canvas.js';
import { handwritingFamily } from './fonts.js';
import { paintBars, paintLogo, paintPhoto, paintSignature, paintStamp } from './paint-marks.js';
import { paintPairs, paintTable } from './paint-table.js';

type Of<K extends Block['kind']> = Extract<Block, { kind: K }>;

const penBlue = '#1a2a6c';

const paintTitle = (canvas: Canvas, text: string): void => {
  const { pdf, theme } = canvas;
  const size = Math.min(theme.size * 1.75, canvas.width < 240 ? 14 : 22);
  const writing = { size, bold: true, family: theme.head, after: 8 };
  if (theme.title === 'band') {
    const height = canvas.measure(text, writing, canvas.width - 12) + 6;
    canvas.need(height);
    pdf.rect(canvas.x, canvas.y, canvas.width, height).fill(theme.accent);
    canvas.put(text, canvas.x + 6, canvas.y + 4, canvas.width - 12, { ...writing, color: '#ffffff' });
    canvas.y += height + 8;
  } else canvas.write(text, { ...writing, align: theme.title, color: theme.accent });
};

const paintHeading = (canvas: Canvas, text: string): void => {
  const { pdf, theme } = canvas;
  const writing = { size: theme.size * 1.15, bold: true, family: theme.head };
  const shown = theme.heading === 'caps' ? text.toUpperCase() : text;
  const height = canvas.measure(shown, writing, canvas.width - 10);
  canvas.need(height + 34);
  canvas.y += 5;
  if (theme.heading === 'band') {
    pdf.rect(canvas.x, canvas.y - 2, canvas.width, height + 2).fill('#dddddd');
  }
  if (theme.heading === 'bar') pdf.rect(canvas.x, canvas.y - 1, 3, height).fill(theme.accent);
  const indent = theme.heading === 'bar' || theme.heading === 'band' ? 8 : 0;
  canvas.put(shown, canvas.x + indent, canvas.y, canvas.width - 10, writing);
  canvas.y += height;
  if (theme.heading === 'underlined') {
    pdf
      .moveTo(canvas.x, canvas.y - 1)
      .lineTo(canvas.x + canvas.width, canvas.y - 1)
      .lineWidth(0.8)
      .stroke(theme.accent);
  }
  canvas.y += 4;
};

const paintLetterhead = (canvas: Canvas, { name, lines }: Of<'letterhead'>): void => {
  const { pdf, theme } = canvas;
  const narrow = canvas.width < 240;
  const size = theme.size * (narrow ? 1.25 : 1.6);
  const inside = theme.letterhead === 'band' && !narrow;
  const align = narrow ? 'center' : inside ? 'left' : (theme.letterhead as 'left' | 'center' | 'right');
  const logo = canvas.random.chance(0.65);
  const nameStyle = { size, bold: true, family: theme.head };
  const lineStyle = { size: theme.size * 0.88 };
  if (inside) {
    const height = lines.reduce(
      (sum, line) => sum + canvas.measure(line, lineStyle),
      canvas.measure(name, nameStyle),
    );
    pdf.rect(0, 0, pdf.page.width, Math.max(canvas.y + height, canvas.y + 40) + 6).fill(theme.accent);
  }
  const top = canvas.y;
  if (logo && !inside) {
    const place =
      align === 'right'
        ? canvas.x
        : align === 'center'
          ? canvas.x + canvas.width / 2 - 15
          : canvas.x + canvas.width - 40;
    paintLogo(canvas, place, canvas.y, align === 'center' ? 30 : 38);
    if (align === 'center') canvas.y += 36;
  }
  const color = inside ? '#ffffff' : theme.accent;
  canvas.write(name, { ...nameStyle, align, color, after: 1 });
  for (const line of lines)
    canvas.write(line, { ...lineStyle, align, color: inside ? '#ffffff' : theme.ink, after: 0 });
  canvas.y = Math.max(canvas.y, top + 40) + 12;
};

const paintFields = (canvas: Canvas, { rows }: Of<'fields'>): void => {
  const { pdf, theme } = canvas;
  for (const row of rows) {
    const width = canvas.width / row.length;
    canvas.need(36);
    for (const [i, [label, value]] of row.entries()) {
      const x = canvas.x + i * width;
      canvas.put(label, x, canvas.y, width - 8, { size: theme.size * 0.82 });
      const top = canvas.y + theme.size + 4;
      pdf.lineWidth(0.6).strokeColor('#444444');
      if (theme.field === 'line')
        pdf
          .moveTo(x, top + 16)
          .lineTo(x + width - 8, top + 16)
          .stroke();
      else pdf.rect(x, top, width - 8, 18).stroke();
      if (theme.field === 'comb') {
        for (let tick = x + 14; tick < x + width - 12; tick += 14)
          pdf
            .moveTo(tick, top + 14)
            .lineTo(tick, top + 18)
            .stroke();
      }
      canvas.put(value, x + 4, top + 1, width - 10, {
        family: handwritingFamily,
        size: 13.5,
        color: penBlue,
      });
    }
    canvas.y += theme.size + 30;
  }
};

const paintTicks = (canvas: Canvas, { label, options }: Of<'ticks'>): void => {
  const { pdf, theme } = canvas;
  canvas.write(label, { bold: true, after: 2 });
  let x = canvas.x;
  canvas.need(18);
  for (const [text, ticked] of options) {
    canvas.measure(text);
    const width = pdf.widthOfString(text) + 26;
    if (x + width > canvas.x + canvas.width && x > canvas.x) {
      x = canvas.x;
      canvas.y += theme.size + 6;
      canvas.need(18);
    }
    pdf
      .rect(x, canvas.y + 1, 9, 9)
      .lineWidth(0.7)
      .stroke('#222222');
    if (ticked)
      pdf
        .moveTo(x + 1, canvas.y + 2)
        .lineTo(x + 8, canvas.y + 9)
        .moveTo(x + 8, canvas.y + 1)
        .lineTo(x + 1, canvas.y + 9)
        .lineWidth(1.3)
        .stroke(penBlue);
    canvas.put(text, x + 13, canvas.y, width);
    x += width + 4;
  }
  canvas.y += theme.size + 10;
};

const paintColumns = (canvas: Canvas, { left, right, share = 0.5 }: Of<'columns'>): void => {
  canvas.need(90);
  const gap = 16;
  const width = (canvas.width - gap) * share;
  const first = canvas.within(canvas.x, width, () => paintBlocks(canvas, left));
  const second = canvas.within(canvas.x + width + gap, canvas.width - gap - width, () =>
    paintBlocks(canvas, right),
  );
  canvas.y += Math.max(first, second, 0) + 4;
};

const paintPanel = (canvas: Canvas, { blocks }: Of<'panel'>): void => {
  canvas.need(110);
  canvas.y += 4;
  const top = canvas.y;
  const used = canvas.within(canvas.x + 8, canvas.width - 16, () => {
    canvas.y += 7;
    paintBlocks(canvas, blocks);
  });
  canvas.pdf
    .rect(canvas.x, top, canvas.width, Math.max(20, used + 4))
    .lineWidth(0.9)
    .stroke(canvas.theme.accent);
  canvas.y += Math.max(20, used) + 12;
};

const paint = (canvas: Canvas, block: Block): void => {
  const { pdf, theme } = canvas;
  switch (block.kind) {
    case 'title':
      paintTitle(canvas, block.text);
      return;
    case 'heading':
      paintHeading(canvas, block.text);
      return;
    case 'text':
      canvas.write(block.text, {
        bold: block.bold ?? false,
        align: block.align ?? (theme.justify ? 'justify' : 'left'),
      });
      return;
    case 'small':
      canvas.write(block.text, { size: theme.size * 0.8 });
      return;
    case 'handwriting':
      canvas.write(block.text, { family: handwritingFamily, size: 15, color: penBlue });
      return;
    case 'list':
      for (const item of block.items) {
        const height = canvas.measure(`• ${item}`, {}, canvas.width - 12);
        canvas.need(height);
        canvas.put(`• ${item}`, canvas.x + 12, canvas.y, canvas.width - 12);
        canvas.y += height + 2;
      }
      return;
    case 'pairs':
      paintPairs(canvas, block);
      return;
    case 'table':
      paintTable(canvas, block);
      return;
    case 'columns':
      paintColumns(canvas, block);
      return;
    case 'panel':
      paintPanel(canvas, block);
      return;
    case 'fields':
      paintFields(canvas, block);
      return;
    case 'ticks':
      paintTicks(canvas, block);
      return;
    case 'signature':
      paintSignature(canvas, block.label, block.name);
      return;
    case 'letterhead':
      paintLetterhead(canvas, block);
      return;
    case 'stamp':
      paintStamp(canvas, block.lines);
      return;
    case 'photo':
      paintPhoto(canvas);
      return;
    case 'bars':
      paintBars(canvas);
      return;
    case 'rule':
      pdf
        .moveTo(canvas.x, canvas.y + 2)
        .lineTo(canvas.x + canvas.width, canvas.y + 2)
        .lineWidth(0.7)
        .stroke(theme.ink);
      canvas.y += 8;
      return;
    case 'break':
      canvas.turn();
      return;
    case 'gap':
      canvas.y += block.size;
  }
};

export function paintBlocks(canvas: Canvas, blocks: readonly Block[]): void {
  for (const block of blocks) paint(canvas, block);
}
