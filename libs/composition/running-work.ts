/** What another process is doing in a workspace while somebody looks at it. */
import { existsSync } from 'node:fs';
import type { LockHolder } from '#contracts/pipeline-event.js';
import { ExperimentQueue } from './experiments/experiment-queue.js';
import { returnNoteOf } from './experiments/return-note.js';
import type { Workspace } from './open-workspace.js';

export interface RunningWork {
  holder: LockHolder;
  /** Whether it runs experiments, so that the workspace is theirs for now. */
  experiments: boolean;
  /** Experiments that are not done. */
  queued: string[];
}

/** @returns null where nobody is at work */
export async function runningWork(workspace: Workspace): Promise<RunningWork | null> {
  const holder = await workspace.mutex.holder();
  if (holder === null) return null;
  const experiments = existsSync(returnNoteOf(workspace));
  const queued = experiments ? new ExperimentQueue(workspace).list() : [];
  const waiting = queued.filter(({ failure }) => failure === null);
  return { holder, experiments, queued: waiting.map(({ name }) => name) };
}

/** Names shown before "and … more". */
const NAMES_SHOWN = 5;

/** @returns one paragraph */
export function runningWords({ holder, experiments, queued }: RunningWork): string {
  const { command, pid, since } = holder;
  const at = `\`${command}\` (process ${pid}, since ${since}) is at work here.`;
  if (!experiments)
    return `${at} This is how things stand at the moment; what it has yet to do counts as stale.`;
  const more = queued.length - NAMES_SHOWN;
  const names = [...queued.slice(0, NAMES_SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const left = queued.length === 0 ? '' : ` Not done yet: ${names}.`;
  return `${at}${left} Params, lock and outputs are those of its experiment for now, and so is what follows.`;
}
