/** Where entries of the lock stand: in running order, whichever stage ended first and wherever a run was cut short. */
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import { stageAddress } from '#contracts/stage-address.js';
import type { StageGraph } from './stage-graph.js';

export class LockOrder {
  private readonly place: Map<string, number>;
  /** Entries that new ones go behind, as DVC has it: some stage that feeds a locked one was added since. */
  private readonly fixed: ReadonlySet<string>;

  /** @param stages of the lock as the run found it */
  constructor({ order, stage, upstream }: StageGraph, stages: Readonly<Record<string, LockedStage>>) {
    this.place = new Map(order.map(({ name }, index) => [name, index]));
    const locked = Object.keys(stages);
    // A run that was cut short leaves no entry without those that feed it.
    const isMissing = (name: string) => stage(name)?.source === undefined && !(name in stages);
    const grown = locked.some((name) => upstream(name).some(isMissing));
    this.fixed = new Set(grown ? locked : []);
  }

  /**
   * @returns the entries with this one: in its old place, or before those at the end that run after it. Those of other
   *   files are kept in other locks and do not count.
   */
  with<Entry extends LockedStage>(
    stages: Readonly<Record<string, Entry>>,
    name: string,
    entry: Entry,
  ): Record<string, Entry> {
    if (name in stages) return { ...stages, [name]: entry };
    const entries = Object.entries(stages);
    let index = entries.length;
    const { file } = stageAddress('', name);
    const passes = (other: string) => stageAddress('', other).file !== file || this.runsAfter(other, name);
    while (index > 0 && passes(entries[index - 1]![0])) index--;
    return Object.fromEntries(entries.toSpliced(index, 0, [name, entry]));
  }

  private runsAfter(other: string, name: string): boolean {
    return !this.fixed.has(other) && (this.place.get(other) ?? -1) > this.place.get(name)!;
  }
}
