/** Waits for answers, those that this process finds and those that another one writes into the database. */
import { setTimeout as pause } from 'node:timers/promises';
import type { DocumentRecords } from '#ports/document-records.port.js';

/** Milliseconds between two looks for answers of other processes. */
const LOOK = 1_000;

export class AwaitedAnswers {
  private readonly watchers = new Map<string, Set<() => void>>();
  /** What is asked of the records at the moment, and what is to be asked next: for everybody who waits at once. */
  private asking: Promise<unknown> = Promise.resolve();
  private next: { ids: Set<string>; open: Promise<ReadonlySet<string>> } | undefined;

  constructor(
    private readonly records: Pick<DocumentRecords, 'unanswered'>,
    private readonly look: number = LOOK,
  ) {}

  /** This process has ended its work on a document. */
  tell(id: string): void {
    for (const tell of this.watchers.get(id) ?? []) tell();
  }

  /** Waits until these have their answers, at most so long. @returns those that have none yet */
  async settled(ids: readonly string[], milliseconds: number, signal: AbortSignal): Promise<string[]> {
    const end = performance.now() + milliseconds;
    for (let open = [...ids]; ; ) {
      const watch = this.watch(open);
      try {
        open = await this.unanswered(open);
        const left = end - performance.now();
        if (open.length === 0 || left <= 0 || signal.aborted) return open;
        const later = pause(Math.min(left, this.look), undefined, { signal }).catch(() => undefined);
        await Promise.race([watch.ended, later]);
      } finally {
        watch.forget();
      }
    }
  }

  private async unanswered(ids: readonly string[]): Promise<string[]> {
    this.next ??= this.askNext();
    const { ids: asked, open } = this.next;
    for (const id of ids) asked.add(id);
    const left = await open;
    return ids.filter((id) => left.has(id));
  }

  private askNext(): NonNullable<AwaitedAnswers['next']> {
    const ids = new Set<string>();
    const open = this.asking.then(async () => {
      this.next = undefined;
      return new Set(await this.records.unanswered([...ids]));
    });
    this.asking = open.catch(() => undefined);
    return { ids, open };
  }

  private watch(ids: readonly string[]): { ended: Promise<unknown>; forget: () => void } {
    const mine: [string, () => void][] = [];
    const ended = Promise.all(
      ids.map(
        (id) =>
          new Promise<void>((resolve) => {
            mine.push([id, resolve]);
            const all = this.watchers.get(id) ?? new Set();
            this.watchers.set(id, all.add(resolve));
          }),
      ),
    );
    const forget = () => {
      for (const [id, resolve] of mine) {
        const all = this.watchers.get(id);
        all?.delete(resolve);
        if (all?.size === 0) this.watchers.delete(id);
      }
    };
    return { ended, forget };
  }
}
