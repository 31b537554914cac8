/** What a killed command left half-done in a workspace, told before anything is put in order: it changes nothing. */
import { visible } from '#contracts/visible-text.js';
import type { Workspace } from '../open-workspace.js';
import { ExperimentQueue } from './experiment-queue.js';
import { pendingReturn } from './return-workspace.js';

export interface InterruptedWork {
  /** The command that was killed. */
  about: string;
  /**
   * - put-back: experiments ran in the workspace; it becomes what it was before them
   * - finished: files were being moved; the rest of them follow
   */
  next: 'put-back' | 'finished';
  /** Files and directories that lie there otherwise than they will. */
  paths: string[];
  /** Those among them that somebody edited since: the edit will lie beside, as PATH.kept. */
  edited: string[];
  /** Experiments that still wait for their turn. */
  queued: string[];
}

/** @returns null where nothing was killed, or whoever is at work now will see to it */
export async function interruptedWork(workspace: Workspace): Promise<InterruptedWork | null> {
  if ((await workspace.mutex.holder()) !== null) return null;
  const queued = new ExperimentQueue(workspace).list().map(({ name }) => name);
  const pending = await pendingReturn(workspace);
  if (pending !== null) return { ...pending, next: 'put-back', queued };
  const moving = workspace.changes.pending();
  return moving === null ? null : { ...moving, next: 'finished', edited: [], queued };
}

/** Paths named one by one. */
const PATHS_SHOWN = 5;

/** @returns what happened, and which command puts it in order */
export function interruptedWords({ about, next, paths, edited }: InterruptedWork): [string, string] {
  const more = paths.length - PATHS_SHOWN;
  const named = [...paths.slice(0, PATHS_SHOWN).map(visible), ...(more > 0 ? [`${more} more`] : [])].join(
    ', ',
  );
  if (next === 'finished')
    return [
      `\`${about}\` was killed while it moved ${named}.`,
      'Whatever next changes the workspace finishes that first; `docket checkout` does no more than that.',
    ];
  const kept = edited.map(
    (path) => ` ${visible(path)} was edited since: the edit will lie in ${visible(path)}.kept.`,
  );
  return [
    paths.length === 0
      ? `\`${about}\` was killed before it changed the workspace.`
      : `\`${about}\` was killed half-way: ${named} ${paths.length === 1 ? 'is' : 'are'} still as its experiment left ${paths.length === 1 ? 'it' : 'them'}.${kept.join('')}`,
    'Whatever next changes the workspace puts it back as it was before; `docket checkout` does no more than that.',
  ];
}
