/** A document's history as it grows; states that pass quickly are written together. */
import type { History } from '#ports/document-records.port.js';

export class DocumentStory {
  private history: History;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    history: History,
    private readonly settle: number,
    private readonly write: (history: History) => Promise<boolean>,
  ) {
    this.history = history;
  }

  add(entry: Omit<History[number], 'at'>): void {
    this.history = [...this.history, { ...entry, at: new Date().toISOString() }];
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      // What cannot be written now is written with the answer.
      this.writing = this.writing.then(() => this.write(this.history)).catch(() => undefined);
    }, this.settle);
  }

  /** Nothing of it is written behind the caller's back after this. */
  async whole(): Promise<History> {
    clearTimeout(this.timer);
    await this.writing;
    return this.history;
  }
}
