/** `docket pull`, `docket fetch` and `docket checkout`: data from the remote into the cache and the workspace. */

import type { CheckoutReport } from '#composition/checkout-data.js';
import { checkout, fetchData, type PullOptions, pullData } from '#composition/pull-data.js';
import type { DataTransfer } from '#composition/push-data.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { onInterrupt } from '../interruption.js';
import { counted, readableBytes } from '../output/amounts.js';
import { printTable, right } from '../output/print-table.js';
import { tellHold } from '../output/tell-hold.js';
import type { Style, Terminal } from '../output/terminal.js';
import { openTransferProgress } from '../output/transfer-progress.js';
import { printFailures } from './push.js';

export interface PullCommandOptions {
  action: 'pull' | 'fetch' | 'checkout';
  paths?: string[];
  /** Of `checkout [rev]`. */
  rev?: string;
  file?: string;
  remote?: string;
  force?: boolean;
  runCache?: boolean;
  wait: boolean;
}

export async function execute(
  options: PullCommandOptions,
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const { action } = options;
  const workspace = await chosenWorkspace(cwd, options.file);
  const progress = await openTransferProgress(terminal);
  const interruption = onInterrupt(terminal, 'Stopping; what is here stays, and the next run continues.');
  const request: PullOptions = {
    ...{ paths: options.paths ?? [], revision: options.rev ?? null, remote: options.remote },
    ...{ force: options.force ?? false, runCache: options.runCache ?? false, wait: options.wait },
    ...{ command: `docket ${action}`, signal: interruption.signal },
    ...{ onEvent: progress.show, onFile: progress.files },
    onHold: (event) => tellHold(terminal, event),
  };
  try {
    if (action === 'fetch') {
      const fetched = await fetchData(workspace, request);
      progress.stop();
      terminal.document(fetched);
      printFetched(fetched, terminal);
      return fetched.failed.length > 0 ? 1 : 0;
    }
    const { fetched, paths } =
      action === 'pull'
        ? await pullData(workspace, request)
        : { fetched: null, paths: await checkout(workspace, request) };
    progress.stop();
    terminal.document(fetched === null ? { paths } : { ...fetched, paths });
    if (fetched !== null) printFetched(fetched, terminal);
    // What did not come has been told, and to pull it is no remedy here.
    const told = (fetched?.failed.length ?? 0) > 0 ? ['cache/missing-object'] : [];
    printPaths(paths, terminal, told);
    return paths.some(({ state }) => state === 'failed') || (fetched?.failed.length ?? 0) > 0 ? 1 : 0;
  } finally {
    progress.stop();
    interruption.dispose();
  }
}

function printFetched({ done, bytes, address, failed }: DataTransfer, terminal: Terminal): void {
  if (done > 0)
    terminal.print(`${counted(done, 'object')} fetched from ${address} (${readableBytes(bytes)}).`);
  else if (failed.length === 0) terminal.print('Nothing had to be fetched.');
  printFailures(failed, terminal);
}

const STYLES: Record<CheckoutReport['state'], Style> = {
  restored: 'green',
  unchanged: 'dim',
  left: 'dim',
  failed: 'red',
};

/** @param told codes of errors whose cause the user has read already */
function printPaths(paths: readonly CheckoutReport[], terminal: Terminal, told: readonly string[]): void {
  if (paths.length === 0) {
    terminal.print('The lock names no data yet; `docket repro` makes it.');
    return;
  }
  const rows = paths.map(({ path, state, written, removed }) => [
    terminal.paint('bold', visible(path)),
    terminal.paint(STYLES[state], state),
    written > 0 ? String(written) : '',
    removed > 0 ? String(removed) : '',
  ]);
  printTable(terminal, ['path', 'state', right('written'), right('removed')], rows);
  if (paths.some(({ state }) => state === 'left'))
    terminal.note(
      "What was left as it is, DVC 2 recorded (without 'hash: md5'): nothing of it was compared.",
    );
  const errors = paths.flatMap(({ error }) => error ?? []).filter(({ code }) => !told.includes(code));
  printFailures(
    errors.map((error) => ({ path: null, ...error })),
    terminal,
  );
}
