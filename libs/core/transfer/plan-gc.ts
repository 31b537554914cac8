/** Which objects nothing needs any more, and which revisions lose what. */

export interface StoredObject {
  /** md5, '.dir' for directories. */
  name: string;
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/**
 * Why a state's data stays, the firmest reason first. 'newest': one of the newest of its branch or tag, as `--keep`
 * asks; 'history': any commit, where nothing was asked; 'recent': for its age alone, so that it may go later.
 */
export const KEEP_REASONS = [
  'workspace',
  'working-tree',
  'experiment',
  'newest',
  'history',
  'recent',
] as const;
export type KeepReason = (typeof KEEP_REASONS)[number];

/** A state that data was in: the workspace, a commit, an experiment. */
export interface DataState {
  /** As people know it: 'workspace', or the first digits of a commit. */
  id: string;
  title: string;
  /** Milliseconds since 1970. */
  time: number;
  /** Null: it may go. */
  keep: KeepReason | null;
  /** Every object it needs, files of directories included. */
  needs: ReadonlySet<string>;
}

export interface GarbagePlan {
  remove: StoredObject[];
  /** Unneeded, but too young to be taken. */
  young: { objects: number; bytes: number };
  kept: { objects: number; bytes: number };
  /** The same by the firmest reason that each object has, firmest first. */
  keptFor: { reason: KeepReason; objects: number; bytes: number }[];
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
  const needed = new Map<string, KeepReason>();
  for (const reason of KEEP_REASONS)
    for (const { needs } of states.filter(({ keep }) => keep === reason))
      for (const name of needs) if (!needed.has(name)) needed.set(name, reason);
  const dropped = states
    .filter(({ keep }) => keep === null)
    .sort((left, right) => right.time - left.time || (left.id < right.id ? -1 : 1));
  const plan: GarbagePlan = {
    remove: [],
    young: { objects: 0, bytes: 0 },
    kept: { objects: 0, bytes: 0 },
    keptFor: [],
    losses: [],
  };
  const keptFor = new Map<KeepReason, { objects: number; bytes: number }>();
  const losses = new Map<DataState | null, { objects: number; bytes: number }>();
  const count = (sum: { objects: number; bytes: number }, size: number) => {
    sum.objects++;
    sum.bytes += size;
  };
  for (const object of objects) {
    const reason = needed.get(object.name);
    if (reason !== undefined) {
      const sum = keptFor.get(reason) ?? { objects: 0, bytes: 0 };
      keptFor.set(reason, sum);
      count(sum, object.size);
      count(plan.kept, object.size);
    } else if (object.modified >= before) count(plan.young, object.size);
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
  for (const reason of KEEP_REASONS) {
    const sum = keptFor.get(reason);
    if (sum !== undefined) plan.keptFor.push({ reason, ...sum });
  }
  for (const state of [...dropped, null]) {
    const sum = losses.get(state);
    if (sum !== undefined) plan.losses.push({ state, ...sum });
  }
  return plan;
}
