/** `docket data check`: labels that are probably wrong and duplicates that contradict each other, worst first. */

import { checkDataset } from '#composition/check-dataset.js';
import type { LabelCheck } from '#contracts/label-check.schema.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { onInterrupt } from '../interruption.js';
import { printTable } from '../output/print-table.js';
import { openRunProgress } from '../output/run-progress.js';
import type { Terminal } from '../output/terminal.js';

export interface DataCheckOptions {
  /** Also documents that merely look a little more like another class. */
  all?: boolean;
  file?: string;
  wait: boolean;
}

export async function execute(
  { all, file, wait }: DataCheckOptions,
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const progress = await openRunProgress(terminal);
  const interruption = onInterrupt(terminal, 'Stopping.');
  let check: LabelCheck;
  try {
    check = await checkDataset(workspace, { wait, signal: interruption.signal, onEvent: progress.show });
  } finally {
    progress.stop();
    interruption.dispose();
  }
  terminal.document(check);
  printCheck(check, all ?? false, terminal);
  return 0;
}

/** More names than this help nobody find what they have in common. */
const MOST_WORDLESS = 20;

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

function printCheck(check: LabelCheck, all: boolean, terminal: Terminal): void {
  const { documents, conflicts, suspicious, wordless, duplicates, warnings } = check;
  const shown = suspicious.filter(({ likely }) => likely || all);
  if (conflicts.length > 0) {
    terminal.print(terminal.paint('bold', 'The same document under different labels'));
    printTable(
      terminal,
      ['document', 'label', 'likelier'],
      conflicts.flatMap(({ documents: members, suggested, confidence }) =>
        members.map(({ path, label }, at) => [
          visible(path),
          visible(label),
          at === 0
            ? `${visible(suggested)} ${percent(confidence)}${members.some(({ label: own }) => own === suggested) ? '' : ', none of these labels'}`
            : '',
        ]),
      ),
    );
    terminal.print('');
  }
  if (shown.length > 0) {
    terminal.print(terminal.paint('bold', 'Labels that are probably wrong, worst first'));
    printTable(
      terminal,
      ['document', 'label', 'looks like'],
      shown.map(({ path, label, label_confidence, suggested, confidence }) => [
        visible(path),
        `${visible(label)} ${percent(label_confidence)}`,
        terminal.paint('yellow', `${visible(suggested)} ${percent(confidence)}`),
      ]),
    );
    terminal.print('');
  }
  if (wordless.length > 0) {
    terminal.print(terminal.paint('bold', 'Without words, so that nothing tells whether the label is right'));
    for (const path of wordless.slice(0, MOST_WORDLESS)) terminal.print(`${visible(path)} has no words`);
    const more = wordless.length - MOST_WORDLESS;
    if (more > 0) terminal.print(`and ${more} more (--json lists them)`);
    terminal.print('Look at these scans, and whether etl.languages in params.yaml names their language.');
    terminal.print('');
  }
  const found = conflicts.length + shown.length;
  const checked = documents - wordless.length;
  terminal.print(
    found === 0
      ? `No label looks wrong; ${checked} documents checked.`
      : `${checked} documents checked. Move a file into another folder of data/raw to correct its label.`,
  );
  const unsure = suspicious.length - shown.length;
  if (unsure > 0) terminal.note(`${unsure} more look a little more like another class (--all shows them).`);
  if (duplicates.length > 0) {
    const copies = duplicates.reduce((sum, { length }) => sum + length - 1, 0);
    terminal.note(`${copies} near-duplicates under the same label (--json lists them); they are no mistake.`);
  }
  for (const { message } of warnings) terminal.note(message);
}
