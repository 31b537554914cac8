/** `docket exp diff`: what two experiments differ in: params, metrics, and which files came out. */

import { experimentSide } from '#composition/experiments/describe-experiments.js';
import { visible } from '#contracts/visible-text.js';
import { compareValues } from '#core/pipeline/compare-values.js';
import { headlineChanges } from '#core/pipeline/headline.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { changeCells, printTable } from '../../output/print-table.js';

export interface ExperimentDiffOptions {
  a: string;
  /** Unset: the workspace. */
  b?: string;
  all?: boolean;
  markdown?: boolean;
  file?: string;
}

/** Digits of a hash that people compare. */
const HASH_SHOWN = 8;

export async function execute(
  { a, b = 'workspace', all, markdown, file }: ExperimentDiffOptions,
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const [before, now] = await Promise.all([experimentSide(workspace, a), experimentSide(workspace, b)]);
  const params = compareValues(before.params, now.params, all);
  const metrics = compareValues(before.metrics, now.metrics, all);
  const outputs = compareValues({ outputs: before.outputs }, { outputs: now.outputs }, all);
  terminal.document({
    a,
    b,
    params,
    metrics,
    outputs: outputs.map(({ key, old, new: current }) => ({ path: key, old, new: current })),
  });
  const hash = (md5: unknown) => (typeof md5 === 'string' ? md5.slice(0, HASH_SHOWN) : '–');
  const figures = all ? metrics : headlineChanges(metrics, [before.metrics, now.metrics]);
  const rows = [
    ...params.map((each) => ['param', ...changeCells(each)]),
    ...figures.map((each) => ['metric', ...changeCells(each)]),
    ...outputs.map((each) => ['file', each.key, hash(each.old), hash(each.new), '']),
  ].map((row) => row.map(visible));
  if (rows.length === 0) {
    const deep = metrics.length > 0 ? ' but for nested figures (--all shows them)' : '';
    terminal.print(`${a} and ${b} are the same${deep}.`);
  } else printTable(terminal, ['', 'key', a, b, 'change'], rows, markdown);
  return 0;
}
