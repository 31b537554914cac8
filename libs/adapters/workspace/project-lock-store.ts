/** The locks of a project with several dvc.yaml as one lock; each stage's entry is kept beside its own file, as by DVC. */
import type { LockEntry, LockedStage, PipelineLock } from '#contracts/pipeline-lock.schema.js';
import { joinLocks, splitLock } from '#contracts/project-lock.js';
import { LockStore } from '#ports/lock-store.port.js';

type Stages = Readonly<Record<string, LockedStage>>;

export class ProjectLockStore extends LockStore {
  /** What each file's lock has, as far as it was read or written here. */
  private readonly known = new Map<string, Stages>();

  /**
   * @param chosen the pipeline's file whose stages go by name
   * @param files of the project as it is now, the chosen one among them or not
   * @param storeOf the lock beside a pipeline's file
   */
  constructor(
    private readonly chosen: string,
    private readonly files: () => Promise<readonly string[]>,
    private readonly storeOf: (file: string) => LockStore,
  ) {
    super();
  }

  override async read(): Promise<PipelineLock> {
    const locks = new Map<string, PipelineLock>();
    for (const file of new Set([this.chosen, ...(await this.files())])) {
      const lock = await this.storeOf(file).read();
      locks.set(file, lock);
      this.known.set(file, lock.stages ?? {});
    }
    return joinLocks(this.chosen, locks);
  }

  override async write(lock: PipelineLock): Promise<void> {
    for (const [file, stages] of splitLock(this.chosen, lock)) {
      if (isSame(this.known.get(file), stages)) continue;
      const rest = file === this.chosen ? lock : await this.storeOf(file).read();
      await this.storeOf(file).write({ ...rest, stages });
      this.known.set(file, stages);
    }
  }

  override readSource(file: string): Promise<LockEntry[]> {
    return this.storeOf(this.chosen).readSource(file);
  }

  override writeSource(file: string, entries: readonly LockEntry[]): Promise<void> {
    return this.storeOf(this.chosen).writeSource(file, entries);
  }

  override text(entry: LockedStage): string {
    return this.storeOf(this.chosen).text(entry);
  }

  override parse(text: string): unknown {
    return this.storeOf(this.chosen).parse(text);
  }
}

/** Entries are replaced, never changed. */
function isSame(before: Stages | undefined, now: Stages): boolean {
  const names = Object.keys(now);
  return (
    before !== undefined &&
    names.length === Object.keys(before).length &&
    names.every((name) => before[name] === now[name])
  );
}
