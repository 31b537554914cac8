/** `docket gc`: what no kept revision needs, in the cache or on a remote; takes it away when told to. */

import { collectGarbage, type GarbageResult } from '#composition/collect-garbage.js';
import { visible } from '#contracts/visible-text.js';
import type { KeepReason } from '#core/transfer/plan-gc.js';
import { chosenWorkspace } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { onInterrupt } from '../interruption.js';
import { counted, readableBytes } from '../output/amounts.js';
import { printTable, right } from '../output/print-table.js';
import { tellHold } from '../output/tell-hold.js';
import type { Terminal } from '../output/terminal.js';

export interface GcOptions {
  file?: string;
  remote?: string;
  keep?: number;
  /** Milliseconds. */
  olderThan: number;
  yes?: boolean;
  force?: boolean;
  wait: boolean;
}

/** Revisions listed before "and … more"; all of them are in --json. */
const REVISIONS_SHOWN = 30;

export async function execute(options: GcOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const workspace = await chosenWorkspace(cwd, options.file);
  const interruption = onInterrupt(terminal, 'Stopping; nothing that is needed was touched.');
  try {
    const result = await collectGarbage(workspace, {
      ...{ remote: options.remote, keep: options.keep ?? null, olderThan: options.olderThan },
      ...{ delete: (options.yes ?? false) || (options.force ?? false), wait: options.wait },
      ...{ command: 'docket gc', signal: interruption.signal },
      onHold: (event) => tellHold(terminal, event),
    });
    terminal.document(result);
    print(result, terminal);
    return 0;
  } finally {
    interruption.dispose();
  }
}

const amount = ({ objects, bytes }: { objects: number; bytes: number }): string =>
  `${counted(objects, 'object')} (${readableBytes(bytes)})`;

const stay = ({ objects }: { objects: number }): string => (objects === 1 ? 'stays' : 'stay');

/** What needs the objects that stay, as a sentence goes on with it. */
const NEEDED_BY: Record<Exclude<KeepReason, 'recent'>, (keep: number | null) => string> = {
  workspace: () => 'the workspace',
  'working-tree': () => 'a working tree of the repository',
  experiment: () => 'an experiment (docket exp remove NAME)',
  newest: (keep) =>
    keep === 1
      ? 'the newest state of a branch or tag'
      : `one of the newest ${keep} states of a branch or tag`,
  history: () => 'a commit (--keep N drops older ones)',
};

function printKept({ kept_for, keep }: GarbageResult, terminal: Terminal): void {
  for (const { reason, ...sum } of kept_for) {
    const why =
      reason === 'recent'
        ? 'only because the commit that needs them is too young to be dropped (--older-than)'
        : `needed by ${NEEDED_BY[reason](keep)}`;
    terminal.print(`${amount(sum)} ${stay(sum)}: ${why}.`);
  }
}

function print(result: GarbageResult, terminal: Terminal): void {
  const { place, deleted, young, losses, notes, unfinished } = result;
  if (result.objects === 0) {
    terminal.print(`Nothing in ${place} can go.`);
  } else {
    const rows = losses
      .slice(0, REVISIONS_SHOWN)
      .map(({ revision, date, title, objects, bytes }) => [
        terminal.paint('bold', revision?.slice(0, 10) ?? '–'),
        date?.slice(0, 10) ?? '',
        String(objects),
        readableBytes(bytes),
        visible(title),
      ]);
    terminal.print(
      deleted
        ? `${amount(result)} deleted from ${place}. These can no longer be brought back from there:`
        : `${amount(result)} would be deleted from ${place}. These could no longer be brought back from there:`,
    );
    printTable(terminal, ['revision', 'date', right('objects'), right('size'), 'what'], rows);
    if (losses.length > REVISIONS_SHOWN)
      terminal.print(`… and ${losses.length - REVISIONS_SHOWN} more revisions (--json lists all)`);
  }
  printKept(result, terminal);
  if (young.objects > 0)
    terminal.print(
      `${amount(young)} ${stay(young)} for being too young alone: nothing known here needs ${young.objects === 1 ? 'it' : 'them'} (--older-than).`,
    );
  if (unfinished > 0) terminal.print(`${unfinished} unfinished uploads were cleared away.`);
  for (const note of notes) terminal.note(terminal.paint('dim', note));
  if (!deleted && result.objects > 0) terminal.print('\nNothing was deleted. Add --yes to delete.');
}
