/** The locks of a project as one, under the names that its stages have together. */
import type { LockedStage, PipelineLock } from './pipeline-lock.schema.js';
import { addressedStage, stageAddress } from './stage-address.js';

/** @param locks by the pipeline's file beside each; @param chosen the file whose stages go by name */
export function joinLocks(chosen: string, locks: ReadonlyMap<string, PipelineLock>): PipelineLock {
  const stages: Record<string, LockedStage> = {};
  for (const [file, lock] of locks)
    for (const [name, entry] of Object.entries(lock.stages ?? {}))
      stages[addressedStage(chosen, { file, name })] = entry;
  return { schema: '2.0', ...locks.get(chosen), stages };
}

/** @returns the stages of each file under their own names, in the order they have together */
export function splitLock(chosen: string, lock: PipelineLock): Map<string, Record<string, LockedStage>> {
  const parts = new Map<string, Record<string, LockedStage>>([[chosen, {}]]);
  for (const [stage, entry] of Object.entries(lock.stages ?? {})) {
    const { file, name } = stageAddress(chosen, stage);
    parts.set(file, { ...parts.get(file), [name]: entry });
  }
  return parts;
}
