/** Decides whether a stage must run, and says why: a pure function of what the lock has and what is there now. */

import type { StageSpec } from '#contracts/pipeline.js';
import type { LockEntry, LockedStage } from '#contracts/pipeline-lock.schema.js';
import { commandChanges, entryChanges, paramChanges } from './describe-changes.js';
import type { DirectoryEntry } from './directory-object.js';

export interface StageSnapshot {
  spec: StageSpec;
  /** What its lock entry would be if it had just run on what is there; outputs that are missing have no md5. */
  current: Required<Pick<LockedStage, 'cmd' | 'deps' | 'params' | 'outs'>>;
  locked: LockedStage | undefined;
  force: boolean;
  /** The files behind an md5, where they are still known. */
  listing(md5: string): DirectoryEntry[] | null;
}

export interface StagePlan {
  /**
   * - unchanged: nothing to do
   * - restore: inputs are as locked, only outputs differ; they come from the cache where it has them
   * - run: inputs, params or code differ
   */
  action: 'unchanged' | 'restore' | 'run';
  /** Empty for 'unchanged', save for what deserves saying ('frozen'). */
  reasons: string[];
}

export function planStage({ spec, current, locked, force, listing }: StageSnapshot): StagePlan {
  if (spec.frozen) return { action: 'unchanged', reasons: ['frozen'] };
  if (force) return { action: 'run', reasons: ['forced'] };
  if (spec.alwaysChanged) return { action: 'run', reasons: ['always_changed'] };
  // As DVC: a command that depends on nothing cannot be known to be up to date.
  if (spec.uses === null && spec.each === null && spec.deps.length === 0 && spec.params.length === 0) {
    return { action: 'run', reasons: ['has no deps'] };
  }
  if (locked === undefined) return { action: 'run', reasons: ['never run'] };
  const inputs = [
    ...commandChanges(locked.cmd, current.cmd),
    ...paramChanges(locked.params, current.params),
    ...entryChanges('dep', locked.deps ?? [], current.deps, listing),
  ];
  if (inputs.length > 0) return { action: 'run', reasons: inputs };
  const outputs = outputChanges(locked.outs ?? [], current.outs, listing);
  return { action: outputs.length > 0 ? 'restore' : 'unchanged', reasons: outputs };
}

function outputChanges(
  locked: LockEntry[],
  current: LockEntry[],
  listing: StageSnapshot['listing'],
): string[] {
  return entryChanges('output', locked, current, listing);
}
