/** `docket model compare`: two models on the same documents, with what was gained and lost by name. */

import { resolve } from 'node:path';
import { compareWorkspaceModels } from '#composition/compare-workspace-models.js';
import type { ModelComparison } from '#contracts/evaluation.schema.js';
import { shownWithRange } from '#contracts/shown-share.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { printTable, right } from '../../output/print-table.js';
import type { Style, Terminal } from '../../output/terminal.js';

export interface ModelCompareOptions {
  first: string;
  second?: string;
  file?: string;
}

/** Documents listed before "and … more"; --json has all. */
const SHOWN = 20;

export async function execute(
  { first, second = 'workspace', file }: ModelCompareOptions,
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const comparison = await compareWorkspaceModels(workspace, [first, second], resolve(cwd), terminal.note);
  terminal.document(comparison);
  printComparison(comparison, first, second, terminal);
  return 0;
}

const STYLES: Record<ModelComparison['verdict'], Style> = {
  better: 'green',
  worse: 'red',
  'cannot tell': 'yellow',
};

function printComparison(
  comparison: ModelComparison,
  first: string,
  second: string,
  terminal: Terminal,
): void {
  const { documents, same_division, difference, interval, p, verdict, gained, lost, notes } = comparison;
  const percent = ({ accuracy, accuracy_interval: range }: ModelComparison['first']) =>
    accuracy === null ? '–' : shownWithRange(accuracy, range);
  const points = (share: number) => `${share >= 0 ? '+' : ''}${(share * 100).toFixed(1)}`;
  printTable(
    terminal,
    ['model', right('right')],
    [
      [visible(first), percent(comparison.first)],
      [visible(second), percent(comparison.second)],
    ],
  );
  const range = interval ? ` (95 %: ${points(interval[0])} to ${points(interval[1])})` : '';
  terminal.print(
    same_division
      ? `${visible(second)} is ${terminal.paint(STYLES[verdict], verdict === 'cannot tell' ? 'not clearly better or worse' : verdict)}: ${points(difference)} points${range} on ${documents} documents, p ${p < 0.001 ? '< 0.001' : p.toFixed(3)}`
      : `Which is better ${terminal.paint(STYLES[verdict], 'cannot be told')}: each model kept other documents back for testing, and may have learned some of these ${documents} (${points(difference)} points)`,
  );
  const list = (title: string, members: ModelComparison['gained']): void => {
    if (members.length === 0) return;
    terminal.print(`\n${terminal.paint('bold', `${title}: ${members.length}`)}`);
    printTable(
      terminal,
      ['document', 'is', 'was read as', 'now'],
      members.slice(0, SHOWN).map((one) => [one.path, one.label, one.first, one.second].map(visible)),
    );
    if (members.length > SHOWN) terminal.print(`… and ${members.length - SHOWN} more (--json lists all)`);
  };
  list('gained', gained);
  list('lost', lost);
  for (const note of notes) terminal.note(note);
}
