/** `docket data check`: labels that are probably wrong and duplicates that contradict each other, worst first. */
import { checkDataset } from '#composition/check-dataset.js';
import { findWorkspace, openWorkspace } from '#composition/open-workspace.js';
import type { LabelCheck } from '#contracts/label-check.schema.js';
import { onInterrupt } from '../interruption.js';
import { openRunProgress } from '../output/run-progress.js';
import { tableLines } from '../output/table.js';
import { type Terminal, visible } from '../output/terminal.js';
import type { CommandContext } from '../program.js';

export interface DataCheckOptions {
  /** Also documents that merely look a little more like another class. */
  all?: boolean;
}

export async function execute({ all }: DataCheckOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const workspace = await openWorkspace(findWorkspace(cwd));
  const progress = await openRunProgress(terminal);
  const interruption = onInterrupt(terminal, 'Stopping.');
  let check: LabelCheck;
  try {
    check = await checkDataset(workspace, { signal: interruption.signal, onEvent: progress.show });
  } finally {
    progress.stop();
    interruption.dispose();
  }
  terminal.document(check);
  printCheck(check, all ?? false, terminal);
  return 0;
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

function printCheck(check: LabelCheck, all: boolean, terminal: Terminal): void {
  const { documents, conflicts, suspicious, duplicates, warnings } = check;
  const shown = suspicious.filter(({ likely }) => likely || all);
  const table = (titles: string[], rows: string[][]): void => {
    const columns = titles.map((title) => ({ title: terminal.paint('dim', title) }));
    for (const line of tableLines(columns, rows)) terminal.print(line);
  };
  if (conflicts.length > 0) {
    terminal.print(terminal.paint('bold', 'The same document under different labels'));
    table(
      ['document', 'label', 'likelier'],
      conflicts.flatMap(({ documents: members, suggested, confidence }) =>
        members.map(({ path, label }, at) => [
          visible(path),
          visible(label),
          at === 0 ? `${visible(suggested)} ${percent(confidence)}` : '',
        ]),
      ),
    );
    terminal.print('');
  }
  if (shown.length > 0) {
    terminal.print(terminal.paint('bold', 'Labels that are probably wrong, worst first'));
    table(
      ['document', 'label', 'looks like'],
      shown.map(({ path, label, label_confidence, suggested, confidence }) => [
        visible(path),
        `${visible(label)} ${percent(label_confidence)}`,
        terminal.paint('yellow', `${visible(suggested)} ${percent(confidence)}`),
      ]),
    );
    terminal.print('');
  }
  const found = conflicts.length + shown.length;
  terminal.print(
    found === 0
      ? `No label looks wrong; ${documents} documents checked.`
      : `${documents} documents checked. Move a file into another folder of data/raw to correct its label.`,
  );
  const unsure = suspicious.length - shown.length;
  if (unsure > 0) terminal.note(`${unsure} more look a little more like another class (--all shows them).`);
  if (duplicates.length > 0) {
    const copies = duplicates.reduce((sum, { length }) => sum + length - 1, 0);
    terminal.note(`${copies} near-duplicates under the same label (--json lists them); they are no mistake.`);
  }
  for (const { message } of warnings) terminal.note(message);
}
