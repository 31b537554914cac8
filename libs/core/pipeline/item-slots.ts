/** How many items of a stage are worked on at a time: as many as this machine can, or as are to be under way to workers. */
import type { StageSpec } from '#contracts/pipeline.js';
import type { Run } from './run.js';
import type { WorkSlots } from './work-slots.js';

export interface ItemSlots {
  slots: WorkSlots;
  atOnce: number;
  /** Beside the progress; undefined where all is done here. */
  note: () => string | undefined;
}

export function itemSlots({ world, request, slots, flights }: Run, { uses }: StageSpec): ItemSlots {
  const { workers, definitions } = world;
  const stage = uses === null ? undefined : definitions[uses]?.name;
  if (stage === undefined || !workers?.stages.has(stage))
    return { slots, atOnce: request.jobs, note: () => undefined };
  const note = () => {
    const atWork = workers.atWork(stage);
    return atWork === 1 ? '1 worker' : `${atWork} workers`;
  };
  return { slots: flights, atOnce: workers.inFlight, note };
}
