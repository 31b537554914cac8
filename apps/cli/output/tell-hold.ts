/** Tells what happens while a command takes the workspace: that it waits, and what a killed one had left. */

import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { visible } from '#contracts/visible-text.js';
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
    for (const path of event.kept) tellKept(terminal, path);
  } else if (event.type === 'kept') tellKept(terminal, event.path);
  else if (event.type === 'not-returned') {
    const paths = event.paths.map(visible).join(', ');
    terminal.warn(
      `Not as before the experiments, since the cache was cleared meanwhile: ${paths}. \`docket repro\` makes them.`,
    );
  }
}

/** Of files that were edited while a command worked on them. */
export const tellKept = (terminal: Terminal, path: string): void =>
  terminal.warn(`Kept as ${visible(path)}: it was written while Docket worked on that file.`);
