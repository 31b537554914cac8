/** Tells what happens while a command takes the workspace: that it waits, and what a killed one had left. */

import { type InterruptedWork, interruptedWords } from '#composition/experiments/interrupted-work.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { visible } from '#contracts/visible-text.js';
import { counted } from './amounts.js';
import type { Terminal } from './terminal.js';

/** Other events are passed over. */
export function tellHold(terminal: Terminal, event: PipelineEvent): void {
  if (event.type === 'waiting') {
    const { command, pid, since, unseen } = event.holder;
    const where =
      unseen === undefined
        ? 'which is working in this workspace.'
        : `which claims this workspace from another machine or container, or from before a restart. Without a sign of life of it this run goes on within a minute or two; if you know that it is no longer running, remove ${visible(unseen)}`;
    terminal.warn(`Waiting for \`${command}\` (process ${pid}, since ${since}), ${where}`);
  } else if (event.type === 'mended') {
    terminal.warn(`\`${event.about}\` had been interrupted; it is complete now.`);
    for (const path of event.kept) tellKept(terminal, path, 'since then');
  } else if (event.type === 'returned') {
    terminal.warn(`\`${event.about}\` had been killed; the workspace is again as it was before.`);
    for (const path of event.kept) tellKept(terminal, path, 'since then');
    tellQueued(terminal, event.queued);
  } else if (event.type === 'kept') tellKept(terminal, event.path);
  else if (event.type === 'changed-meanwhile') {
    const paths = event.paths.map(visible).join(', ');
    terminal.warn(
      `Changed during the experiment: ${paths}. It is recorded as it began, without ${event.paths.length === 1 ? 'this change' : 'these changes'}.`,
    );
  } else if (event.type === 'code-as-queued') {
    terminal.note(
      `With the code as it was queued, put back afterwards: ${event.paths.map(visible).join(', ')}.`,
    );
  } else if (event.type === 'data-since-queued') {
    const [is, it] = event.paths.length === 1 ? ['is', 'it was'] : ['are', 'they were'];
    terminal.warn(
      `${event.paths.map(visible).join(', ')} ${is} not what ${it} when this was queued; it runs with what is there now.`,
    );
  } else if (event.type === 'not-returned') {
    const paths = event.paths.map(visible).join(', ');
    terminal.warn(
      `Not as before the experiments, since the cache was cleared meanwhile: ${paths}. \`docket repro\` makes them.`,
    );
  }
}

/**
 * Of files that somebody edited, which a command had to put back.
 * @param path where the edit lies: beside the file, or at its place where nothing is to be there
 */
export function tellKept(terminal: Terminal, path: string, when = 'meanwhile'): void {
  const [, file] = /^(.*)\.kept(?:-\d+)?$/s.exec(path) ?? [];
  terminal.warn(
    file === undefined
      ? `${visible(path)} was written ${when} and stays as it is.`
      : `${visible(file)} was edited ${when}: the edit lies in ${visible(path)}.`,
  );
}

/** Before anything is put in order. */
export function tellInterrupted(terminal: Terminal, work: InterruptedWork): void {
  terminal.warn(interruptedWords(work).join(' '));
  tellQueued(terminal, work.queued);
}

/** @param names of experiments that a killed command left */
export function tellQueued(terminal: Terminal, names: readonly string[]): void {
  if (names.length === 0) return;
  const [wait, them] = names.length === 1 ? ['waits', 'it'] : ['wait', 'them'];
  terminal.warn(
    `${counted(names.length, 'experiment')} still ${wait} (${names.map(visible).join(', ')}): \`docket exp run --run-all\` runs ${them}, \`docket exp remove --queue\` forgets ${them}.`,
  );
}
