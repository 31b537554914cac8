/** Which files nobody writes any more: those that are the same at every look for long enough. */

export interface SeenFile {
  path: string;
  bytes: number;
  /** Any text that changes with the file. */
  modified: string;
}

interface Sight {
  bytes: number;
  modified: string;
  /** Milliseconds, by the clock of the looks. */
  since: number;
}

/** Empty files wait so many times longer: scanners make one first, and fill it when the page is through. */
const EMPTY_TIMES = 20;

export class StableFiles {
  private seen = new Map<string, Sight>();

  /** @param settle milliseconds; the clocks of shares may differ, so that their times say nothing */
  constructor(private readonly settle: number) {}

  /** @param now milliseconds, of a clock that is never put back @returns those that may be taken, in the given order */
  look(files: readonly SeenFile[], now: number): SeenFile[] {
    const before = this.seen;
    this.seen = new Map();
    return files.filter((file) => {
      const { path, bytes, modified } = file;
      const last = before.get(path);
      const same = last !== undefined && last.bytes === bytes && last.modified === modified;
      const since = same ? last.since : now;
      this.seen.set(path, { bytes, modified, since });
      return now - since >= this.settle * (bytes === 0 ? EMPTY_TIMES : 1) && same;
    });
  }

  /** It was changed: its time begins anew. */
  forget(path: string): void {
    this.seen.delete(path);
  }
}
