/** Which objects nothing needs any more, and which revisions lose what. */

export interface StoredObject {
  /** md5, '.dir' for directories. */
  name: string;
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** A state that data was in: the workspace, a commit, an experiment. */
export interface DataState {
  /** As people know it: 'workspace', or the first digits of a commit. */
  id: string;
  title: string;
  /** Milliseconds since 1970. */
  time: number;
  keep: boolean;
  /** Every object it needs, files of directories included. */
  needs: ReadonlySet<string>;
}

export interface GarbagePlan {
  remove: StoredObject[];
  /** Unneeded, but too young to be taken. */
  young: { objects: number; bytes: number };
  kept: { objects: number; bytes: number };
  /** The states that cannot be brought back from here afterwards, newest first; `null`: what no state needs. */
  losses: { state: DataState | null; objects: number; bytes: number }[];
}

/**
 * @param before objects stored later than this (milliseconds since 1970) are never taken: what somebody has just
 *   pushed may belong to a commit that is not known here yet
 */
export function planGarbage(
  objects: Iterable<StoredObject>,
  states: readonly DataState[],
  before: number,
): GarbagePlan {
  const needed = new Set<string>();
  for (const { keep, needs } of states) if (keep) for (const name of needs) needed.add(name);
  const dropped = states
    .filter(({ keep }) => !keep)
    .sort((left, right) => right.time - left.time || (left.id < right.id ? -1 : 1));
  const plan: GarbagePlan = {
    remove: [],
    young: { objects: 0, bytes: 0 },
    kept: { objects: 0, bytes: 0 },
    losses: [],
  };
  const losses = new Map<DataState | null, { objects: number; bytes: number }>();
  const count = (sum: { objects: number; bytes: number }, size: number) => {
    sum.objects++;
    sum.bytes += size;
  };
  for (const object of objects) {
    if (needed.has(object.name)) count(plan.kept, object.size);
    else if (object.modified >= before) count(plan.young, object.size);
    else {
      plan.remove.push(object);
      const losing = dropped.filter(({ needs }) => needs.has(object.name));
      for (const state of losing.length > 0 ? losing : [null]) {
        const sum = losses.get(state) ?? { objects: 0, bytes: 0 };
        losses.set(state, sum);
        count(sum, object.size);
      }
    }
  }
  for (const state of [...dropped, null]) {
    const sum = losses.get(state);
    if (sum !== undefined) plan.losses.push({ state, ...sum });
  }
  return plan;
}
