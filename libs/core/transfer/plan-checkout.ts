/** What must change for a path of the workspace to hold what a lock names. */
import type { FileState } from '#ports/workspace-files.port.js';

export interface WantedFile {
  /** From the workspace's root. */
  path: string;
  md5: string;
}

export interface CheckoutPlan {
  install: WantedFile[];
  /** There, but not wanted. */
  remove: FileState[];
  /** Content that would go: replaced or removed files. */
  replaced: FileState[];
}

/** @param keepExtra leave files that are not wanted, such as documents that no run has seen yet */
export function planCheckout(
  present: readonly FileState[],
  wanted: readonly WantedFile[],
  keepExtra: boolean,
): CheckoutPlan {
  const there = new Map(present.map((file) => [file.path, file]));
  const install: WantedFile[] = [];
  const replaced: FileState[] = [];
  for (const file of wanted) {
    const now = there.get(file.path);
    there.delete(file.path);
    if (now?.md5 === file.md5) continue;
    install.push(file);
    if (now !== undefined) replaced.push(now);
  }
  const remove = keepExtra ? [] : [...there.values()];
  return { install, remove, replaced: [...replaced, ...remove] };
}
