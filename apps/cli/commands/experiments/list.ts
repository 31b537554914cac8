/** `docket exp list`: experiments with params and metrics in columns. */

import { listExperiments } from '#composition/experiments/describe-experiments.js';
import { runningWords, runningWork } from '#composition/running-work.js';
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import { visible } from '#contracts/visible-text.js';
import { experimentTable } from '#core/experiments/experiment-table.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { printTable, right, shownValue } from '../../output/print-table.js';

export interface ExperimentListOptions {
  all?: boolean;
  columns?: string;
  sort?: string;
  markdown?: boolean;
  file?: string;
}

export async function execute(
  { all, columns, sort, markdown, file }: ExperimentListOptions,
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const running = await runningWork(workspace);
  if (running?.experiments) terminal.warn(visible(runningWords(running)));
  const views = await listExperiments(workspace);
  const table = experimentTable(views, {
    ...(all !== undefined && { all }),
    ...(columns !== undefined && { columns: columns.split(',').map((key) => key.trim()) }),
    ...(sort !== undefined && { sort }),
  });
  const [missing] = table.unknown;
  if (missing !== undefined) {
    const known = experimentTable(views, { all: true }).columns.map(({ key }) => key);
    throw new DomainError(
      'request/invalid',
      `No experiment has a param or figure '${missing}'.${didYouMean(missing, known)} \`docket exp list --all\` shows every one.`,
      { usage: true },
    );
  }
  terminal.document({ experiments: table.rows.map(({ row }) => row) });
  const rows = table.rows.map(({ row, cells }) => [
    markdown ? visible(row.name) : terminal.paint('bold', visible(row.name)),
    row.state === 'recorded' ? '' : row.state,
    row.created === null ? '' : row.created.slice(0, 16).replace('T', ' '),
    ...cells.map((cell) => (cell === undefined ? '' : visible(shownValue(cell)))),
  ]);
  const figures = table.columns.map(({ title, numeric }) => (numeric ? right : String)(visible(title)));
  printTable(terminal, ['experiment', 'state', 'recorded (UTC)', ...figures], rows, markdown);
  for (const { name, error } of views)
    if (error !== undefined) terminal.warn(`${name}: ${error.message} (${error.code})`);
  if (views.every(({ state }) => state === 'workspace' || state === 'baseline'))
    terminal.note('There are no experiments yet; `docket exp run --set KEY=VALUE` makes one.');
  return 0;
}
