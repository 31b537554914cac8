/** A page under the pen: a PDF document, the place of the pen and the record of every word written. */
import type PDFDocument from 'pdfkit';
import type { SeededRandom } from '../writing/seeded-random.js';
import { fontFile } from './fonts.js';
import type { Theme } from './theme.js';

export interface Writing {
  readonly size?: number;
  readonly bold?: boolean;
  readonly family?: string;
  readonly color?: string;
  readonly align?: 'left' | 'right' | 'center' | 'justify';
  /** Space below, in points. */
  readonly after?: number;
}

export class Canvas {
  x: number;
  y: number;
  width: number;
  readonly words: string[] = [];
  private readonly bottom: number;
  private page = 0;

  constructor(
    readonly pdf: InstanceType<typeof PDFDocument>,
    readonly theme: Theme,
    readonly random: SeededRandom,
    private readonly margin: number,
    private readonly startPage: (canvas: Canvas) => void,
  ) {
    this.x = margin;
    this.y = margin;
    this.width = pdf.page.width - 2 * margin;
    this.bottom = pdf.page.height - margin;
    startPage(this);
  }

  /** Starts a new page unless `height` points are left on this one. */
  need(height: number): void {
    if (this.y + height > this.bottom) this.turn();
  }

  turn(): void {
    this.pdf.addPage();
    this.page++;
    this.y = this.margin;
    this.startPage(this);
  }

  /** Sets the font and @returns the height `text` will take at the present width. */
  measure(text: string, writing: Writing = {}, width = this.width): number {
    this.setFont(writing);
    return this.pdf.heightOfString(text, { width, lineGap: this.theme.leading });
  }

  /** Writes a paragraph at the pen and moves below it. */
  write(text: string, writing: Writing = {}): void {
    if (text === '') return;
    this.need(this.measure(text, writing));
    const { align = 'left', color = this.theme.ink, after = 3 } = writing;
    const height = this.measure(text, writing);
    this.pdf
      .fillColor(color)
      .text(text, this.x, this.y, { width: this.width, align, lineGap: this.theme.leading });
    this.words.push(text);
    this.y += height + after;
  }

  /** Writes one text at a place of its own; the pen stays. */
  put(text: string, x: number, y: number, width: number, writing: Writing = {}): void {
    if (text === '') return;
    const { align = 'left', color = this.theme.ink } = writing;
    this.setFont(writing);
    this.pdf.fillColor(color).text(text, x, y, { width, align, lineGap: this.theme.leading });
    this.words.push(text);
  }

  /** Draws within a narrower column. @returns the height used; 0, with the pen left where it is, after a turn of the page. */
  within(x: number, width: number, draw: () => void): number {
    const before = { x: this.x, y: this.y, width: this.width };
    const page = this.page;
    this.x = x;
    this.width = width;
    draw();
    const turned = this.page !== page;
    const used = turned ? 0 : this.y - before.y;
    Object.assign(this, before, turned ? { y: this.y } : {});
    return used;
  }

  private setFont({ size = this.theme.size, bold = false, family = this.theme.body }: Writing): void {
    const name = `${family}-${bold ? 700 : 400}`;
    if (!this.known.has(name)) {
      this.pdf.registerFont(name, fontFile(family, bold));
      this.known.add(name);
    }
    this.pdf.font(name).fontSize(size);
  }

  private readonly known = new Set<string>();
}
