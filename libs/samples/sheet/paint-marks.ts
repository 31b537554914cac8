/** What is drawn rather than set in type: logos, barcodes, photographs, signatures, rubber stamps. */
import type { Canvas } from './canvas.js';

/** An invented emblem of a few shapes within a square of `size` points. */
export const paintLogo = (canvas: Canvas, x: number, y: number, size: number): void => {
  const { pdf, theme, random } = canvas;
  const half = size / 2;
  pdf.fillColor(theme.accent).strokeColor(theme.accent);
  const shapes = [
    () =>
      pdf
        .circle(x + half, y + half, half)
        .fill()
        .circle(x + half * 1.3, y + half * 0.8, half * 0.5)
        .fill('#ffffff'),
    () => pdf.polygon([x, y + size], [x + half, y], [x + size, y + size]).fill(),
    () => {
      for (let i = 0; i < 4; i++)
        pdf.rect(x + (i * size) / 4, y + size * (0.75 - i * 0.25), size / 5, size * (0.25 + i * 0.25)).fill();
    },
    () =>
      pdf
        .roundedRect(x, y, size, size, size / 5)
        .fill()
        .rect(x + size * 0.3, y + size * 0.3, size * 0.4, size * 0.4)
        .fill('#ffffff'),
    () => {
      for (let i = 0; i < 3; i++)
        pdf
          .circle(x + half, y + half, half * (1 - i * 0.3))
          .lineWidth(2)
          .stroke();
    },
    () => pdf.polygon([x + half, y], [x + size, y + half], [x + half, y + size], [x, y + half]).fill(),
    () =>
      pdf
        .moveTo(x, y + size)
        .quadraticCurveTo(x + half, y - half, x + size, y + size)
        .lineWidth(4)
        .stroke(),
    () =>
      pdf
        .rect(x, y, size, size * 0.3)
        .fill()
        .rect(x + size * 0.35, y, size * 0.3, size)
        .fill(),
  ];
  random.pick(shapes)();
};

export const paintBars = (canvas: Canvas): void => {
  const { pdf, random } = canvas;
  canvas.need(44);
  const width = Math.min(canvas.width, random.between(110, 170));
  let x = canvas.x + (random.chance(0.5) ? 0 : (canvas.width - width) / 2);
  const end = x + width;
  while (x < end) {
    const bar = random.pick([0.8, 0.8, 1.6, 2.4]);
    pdf.rect(x, canvas.y, bar, 32).fill('#000000');
    x += bar + random.pick([0.8, 1.2, 2.2]);
  }
  canvas.y += 40;
};

/** A head and shoulders of plain shapes: nobody. */
export const paintPhoto = (canvas: Canvas): void => {
  const { pdf, random } = canvas;
  const width = Math.min(canvas.width, 76);
  const height = width * 1.28;
  canvas.need(height + 6);
  const { x, y } = canvas;
  const skin = random.pick(['#c9a58a', '#8d6b52', '#e0c2a8', '#a98467']);
  pdf
    .save()
    .rect(x, y, width, height)
    .fill(random.pick(['#d8dde3', '#c8cfc9', '#e3ded4']));
  pdf.rect(x, y, width, height).clip();
  pdf
    .ellipse(x + width / 2, y + height * 1.08, width * 0.46, height * 0.34)
    .fill(random.pick(['#3b4654', '#6b2f35', '#2f4f3d']));
  pdf.rect(x + width * 0.42, y + height * 0.55, width * 0.16, height * 0.25).fill(skin);
  pdf
    .ellipse(x + width / 2, y + height * 0.3, width * 0.27, height * 0.2)
    .fill(random.pick(['#2b211b', '#5a4632', '#8a8a86']));
  pdf.ellipse(x + width / 2, y + height * 0.42, width * 0.22, height * 0.22).fill(skin);
  pdf.restore();
  canvas.y += height + 6;
};

export const paintSignature = (canvas: Canvas, label: string, name: string): void => {
  const { pdf, theme, random } = canvas;
  canvas.need(62);
  const width = Math.min(canvas.width, 190);
  const x = canvas.x;
  canvas.put(label, x, canvas.y, canvas.width, { size: theme.size * 0.9 });
  const y = canvas.y + 18;
  if (random.chance(0.75)) {
    pdf.save().rotate(random.between(-6, 2), { origin: [x, y + 20] });
    canvas.put(name, x + random.between(4, 24), y, canvas.width, {
      family: theme.signature,
      size: random.between(14, 19),
      color: '#1b2f6b',
    });
    pdf.restore();
    pdf
      .moveTo(x + 8, y + 26)
      .bezierCurveTo(
        x + 50,
        y + random.between(10, 36),
        x + 90,
        y + random.between(14, 34),
        x + random.between(110, 150),
        y + 20,
      )
      .lineWidth(0.9)
      .stroke('#1b2f6b');
  }
  pdf
    .moveTo(x, y + 30)
    .lineTo(x + width, y + 30)
    .lineWidth(0.5)
    .stroke(theme.ink);
  canvas.y += 56;
};

/** A tilted rubber stamp beside or over the text; the pen stays. */
export const paintStamp = (canvas: Canvas, lines: readonly string[]): void => {
  const { pdf, random } = canvas;
  const width = random.between(105, 150);
  const height = 14 + lines.length * 13;
  canvas.need(height);
  const x = canvas.x + random.between(0.35, 0.95) * Math.max(0, canvas.width - width);
  const y = Math.max(20, canvas.y - random.between(0, 20));
  const color = random.pick(['#a01c2c', '#24448f', '#4a2f7a', '#22643c']);
  pdf
    .save()
    .opacity(0.7)
    .rotate(random.between(-14, 12), { origin: [x + width / 2, y + height / 2] });
  pdf.lineWidth(1.8).strokeColor(color);
  if (random.chance(0.6)) pdf.roundedRect(x, y, width, height, 4).stroke();
  else pdf.ellipse(x + width / 2, y + height / 2, width / 2 + 6, height / 2 + 8).stroke();
  for (const [i, line] of lines.entries()) {
    canvas.put(line, x + 3, y + 7 + i * 13, width - 6, {
      size: 9.5,
      bold: true,
      align: 'center',
      color,
      family: 'barlow-condensed',
    });
  }
  pdf.restore();
  canvas.y += random.chance(0.5) ? height : 4;
};
