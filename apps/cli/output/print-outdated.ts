/** Says of metrics that they are not of what lies in the workspace now. */
import { visible } from '#contracts/visible-text.js';
import type { Terminal } from './terminal.js';

/** @param outdated why, by the file's path */
export function printOutdated(outdated: Readonly<Record<string, string>>, terminal: Terminal): void {
  for (const [file, why] of Object.entries(outdated))
    terminal.print(`\n${terminal.paint('yellow', visible(file))} is of an earlier run: ${visible(why)}.`);
}
