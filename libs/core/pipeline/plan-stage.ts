/** Decides whether a stage must run, and says why: a pure function of what the lock has and what is there now. */

import type { StageSpec } from '#contracts/pipeline.js';
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import { commandChanges, entryChanges, type ListedFiles, paramChanges } from './describe-changes.js';

export interface StageSnapshot {
  spec: StageSpec;
  /** What its lock entry would be if it had just run on what is there; outputs that are missing have no md5. */
  current: Required<Pick<LockedStage, 'cmd' | 'deps' | 'params' | 'outs'>>;
  locked: LockedStage | undefined;
  force: boolean;
  /** The files behind an md5, where they are still known. */
  listing(md5: string): ListedFiles | null;
}

export interface StagePlan {
  /**
   * - unchanged: nothing to do
   * - restore: inputs are as locked, only outputs differ; they come from the cache where it has them
   * - run: inputs, params or code differ
   * - keep: outputs that no run makes (frozen stages, data that people put there) are taken as they are
   */
  action: 'unchanged' | 'restore' | 'run' | 'keep';
  /** Empty for 'unchanged', save for what deserves saying ('frozen'). */
  reasons: string[];
}

export function planStage({ spec, current, locked, force, listing }: StageSnapshot): StagePlan {
  const outputs = entryChanges('output', locked?.outs ?? [], current.outs, listing);
  if (spec.frozen || spec.source !== undefined) {
    const frozen = spec.frozen && spec.source === undefined ? ['frozen'] : [];
    if (current.outs.some(({ md5 }) => md5 === undefined))
      return { action: 'restore', reasons: [...frozen, ...outputs] };
    return outputs.length === 0
      ? { action: 'unchanged', reasons: frozen }
      : { action: 'keep', reasons: [...frozen, ...outputs] };
  }
  if (force) return { action: 'run', reasons: ['forced'] };
  if (spec.alwaysChanged) return { action: 'run', reasons: ['always_changed'] };
  // As DVC: of a command without inputs and outputs nothing can show that it is up to date.
  if (
    spec.uses === null &&
    spec.each === null &&
    [spec.deps, spec.params, spec.outputs].every(({ length }) => length === 0)
  ) {
    return { action: 'run', reasons: ['has no deps and no outputs'] };
  }
  if (locked === undefined) return { action: 'run', reasons: ['never run'] };
  const inputs = [
    ...commandChanges(locked.cmd, current.cmd),
    ...paramChanges(locked.params, current.params),
    ...entryChanges('dep', locked.deps ?? [], current.deps, listing),
  ];
  if (inputs.length > 0) return { action: 'run', reasons: inputs };
  return { action: outputs.length > 0 ? 'restore' : 'unchanged', reasons: outputs };
}
