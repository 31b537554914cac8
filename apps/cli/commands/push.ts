/** `docket push`: sends what the lock names to the remote. */
import { findWorkspace, openWorkspace, pipelineFileOf } from '#composition/open-workspace.js';
import { type DataTransfer, pushData } from '#composition/push-data.js';
import { onInterrupt } from '../interruption.js';
import type { Terminal } from '../output/terminal.js';
import { visible } from '../output/terminal.js';
import { openTransferProgress, readableBytes } from '../output/transfer-progress.js';
import type { CommandContext } from '../program.js';

export interface PushOptions {
  paths: string[];
  file?: string;
  remote?: string;
  rev?: string;
  force?: boolean;
  runCache?: boolean;
}

/** Failures listed before "and … more"; all of them are in --json. */
const FAILURES_SHOWN = 20;

export async function execute(options: PushOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const directory = findWorkspace(cwd);
  const pipelineFile = pipelineFileOf(directory, cwd, options.file);
  const workspace = await openWorkspace(directory, { pipelineFile });
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
      terminal.print(`Everything is on ${result.address} already (${result.present} objects).`);
    else
      terminal.print(
        `${result.done} ${result.done === 1 ? 'object' : 'objects'} pushed to ${result.address} (${readableBytes(result.bytes)}), ${result.present} were there.`,
      );
    printFailures(result.failed, terminal);
    return result.failed.length > 0 ? 1 : 0;
  } finally {
    progress.stop();
    interruption.dispose();
  }
}

export function printFailures(failed: DataTransfer['failed'], terminal: Terminal): void {
  for (const { path, code, message } of failed.slice(0, FAILURES_SHOWN)) {
    const where = path === null ? '' : `${visible(path)}: `;
    terminal.warn(
      `${terminal.paint('red', 'error')} ${where}${visible(message)} ${terminal.paint('dim', `(${code})`)}`,
    );
  }
  if (failed.length > FAILURES_SHOWN)
    terminal.warn(`… and ${failed.length - FAILURES_SHOWN} more (--json lists all)`);
}
