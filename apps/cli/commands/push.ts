/** `docket push`: sends what the lock names to the remote. */

import { type DataTransfer, pushData } from '#composition/push-data.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { onInterrupt } from '../interruption.js';
import { counted, readableBytes } from '../output/amounts.js';
import { printFirst } from '../output/print-first.js';
import type { Terminal } from '../output/terminal.js';
import { openTransferProgress } from '../output/transfer-progress.js';

export interface PushOptions {
  paths: string[];
  file?: string;
  remote?: string;
  rev?: string;
  force?: boolean;
  runCache?: boolean;
}

export async function execute(options: PushOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const workspace = await chosenWorkspace(cwd, options.file);
  const progress = await openTransferProgress(terminal);
  const interruption = onInterrupt(terminal, 'Stopping; what is over stays, and the next push continues.');
  try {
    const result = await pushData(workspace, {
      ...{ paths: options.paths, revision: options.rev ?? null, remote: options.remote },
      ...{ force: options.force ?? false, runCache: options.runCache ?? false },
      ...{ signal: interruption.signal, onEvent: progress.show },
    });
    progress.stop();
    terminal.document(result);
    if (result.done === 0 && result.failed.length === 0)
      terminal.print(`Everything is on ${result.address} already (${counted(result.present, 'object')}).`);
    else if (result.done + result.present === 0) terminal.print(`Nothing was pushed to ${result.address}.`);
    else
      terminal.print(
        `${counted(result.done, 'object')} pushed to ${result.address} (${readableBytes(result.bytes)}), ${result.present} were there.`,
      );
    printFailures(result.failed, terminal);
    return result.failed.length > 0 ? 1 : 0;
  } finally {
    progress.stop();
    interruption.dispose();
  }
}

export function printFailures(failed: DataTransfer['failed'], terminal: Terminal): void {
  const lines = failed.map(({ path, code, message }) => {
    const where = path === null ? '' : `${visible(path)}: `;
    return `${terminal.paint('red', 'error')} ${where}${visible(message)} ${terminal.paint('dim', `(${code})`)}`;
  });
  printFirst(lines, terminal.warn);
}
