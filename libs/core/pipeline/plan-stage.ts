/** Decides whether a stage must run, and says why: a pure function of what the lock has and what is there now. */

import type { DomainError } from '#contracts/domain-error.js';
import type { StageSpec } from '#contracts/pipeline.js';
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import { type CacheLacks, lackReasons, NO_LACKS } from './cache-lacks.js';
import { commandChanges, entryChanges, type ListedFiles, paramChanges } from './describe-changes.js';

export interface StageSnapshot {
  spec: StageSpec;
  /** What its lock entry would be if it had just run on what is there; outputs that are missing have no md5. */
  current: Required<Pick<LockedStage, 'cmd' | 'deps' | 'params' | 'outs'>>;
  locked: LockedStage | undefined;
  force: boolean;
  /** The files behind an md5, where they are still known. */
  listing(md5: string): ListedFiles | null;
  /** What the cache has lost of its locked outputs. */
  lacks?: CacheLacks;
  /** Deps, as the lock names them, that a stage before it will make anew. */
  untold?: ReadonlySet<string>;
}

export interface StagePlan {
  /**
   * - unchanged: nothing to do
   * - store: all is as locked, only the cache lacks outputs; they are put back from the workspace
   * - restore: inputs are as locked, only outputs differ; they come from the cache where it has them
   * - run: inputs, params or code differ
   * - keep: outputs that no run makes (frozen stages, data that people put there) are taken as they are
   */
  action: 'unchanged' | 'store' | 'restore' | 'run' | 'keep';
  /** Empty for 'unchanged', save for what deserves saying ('frozen'). */
  reasons: string[];
  /** It runs whatever its inputs are. */
  inAnyCase?: true;
  /** Why it would fail: one of the reasons. */
  blocked?: DomainError;
}

export function planStage(snapshot: StageSnapshot): StagePlan {
  const { spec, current, locked, force, listing, lacks = NO_LACKS, untold } = snapshot;
  const outputs = entryChanges('output', locked?.outs ?? [], current.outs, listing);
  const lost = lackReasons(lacks);
  if (spec.frozen || spec.source !== undefined) {
    const frozen = spec.frozen && spec.source === undefined ? ['frozen'] : [];
    const missing = new Set(current.outs.filter(({ md5 }) => md5 === undefined).map(({ path }) => path));
    if (missing.size > 0) {
      // Of what is missing here, too, it is told how it can be had.
      const others = new Map([...lacks].filter(([path]) => !missing.has(path)));
      return { action: 'restore', reasons: [...frozen, ...outputs, ...lackReasons(others)] };
    }
    const action = outputs.length > 0 ? 'keep' : lost.length > 0 ? 'store' : 'unchanged';
    return { action, reasons: [...frozen, ...outputs, ...lost] };
  }
  if (force) return inAnyCase('forced');
  if (spec.alwaysChanged) return inAnyCase('always_changed');
  // As DVC: of a command without inputs and outputs nothing can show that it is up to date.
  if (
    spec.uses === null &&
    spec.each === null &&
    [spec.deps, spec.params, spec.outputs].every(({ length }) => length === 0)
  ) {
    return inAnyCase('has no deps and no outputs');
  }
  if (locked === undefined) return inAnyCase('never run');
  const inputs = [
    ...commandChanges(locked.cmd, current.cmd),
    ...paramChanges(locked.params, current.params),
    ...entryChanges('dep', locked.deps ?? [], current.deps, listing, untold),
  ];
  const action =
    inputs.length > 0 ? 'run' : outputs.length > 0 ? 'restore' : lost.length > 0 ? 'store' : 'unchanged';
  return { action, reasons: [...inputs, ...outputs, ...lost] };
}

const inAnyCase = (reason: string): StagePlan => ({ action: 'run', reasons: [reason], inAnyCase: true });
