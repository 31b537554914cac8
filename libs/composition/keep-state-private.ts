/** `.docket` for its owner alone: uploaded documents, their texts and the database lie in it. */
import { chmodSync, statSync } from 'node:fs';

/** Of the mode: what everybody else may do there. */
const OTHERS = 0o007;
const GROUP_AND_OTHERS = 0o077;
/** `chmod g+s`: the folder is a group's, on purpose. */
const GROUPS_OWN = 0o2000;

/**
 * Takes from group and others what they may do there. A folder of somebody else stays as it is, and one with the setgid
 * bit stays open to its group. Where the disk keeps no modes, nothing else could be done either.
 * @param state absolute path of `.docket`
 */
export function keepStatePrivate(state: string): void {
  const mode = ownMode(state);
  if (mode === null) return;
  const closed = mode & ~((mode & GROUPS_OWN) === 0 ? GROUP_AND_OTHERS : OTHERS);
  if (closed === mode) return;
  try {
    chmodSync(state, closed);
  } catch {
    // doctor tells that it is open.
  }
}

/** @returns whether any account of the machine may read in it; false where it is not there */
export function isOpenToAll(state: string): boolean {
  try {
    return (statSync(state).mode & OTHERS) !== 0;
  } catch {
    return false;
  }
}

/** @returns null where it is not there, or not of the user of this process */
function ownMode(state: string): number | null {
  try {
    const { mode, uid } = statSync(state);
    return uid === process.geteuid?.() ? mode & 0o7777 : null;
  } catch {
    return null;
  }
}
