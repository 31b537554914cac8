/** `docket plots show|diff`: curves and pictures of states side by side, on one page that needs no network. */
import { join, relative, resolve } from 'node:path';
import { type ComparedPlot, comparePlots, writePlotsPage } from '#composition/compare-plots.js';
import { DomainError } from '#contracts/domain-error.js';
import { visible } from '#contracts/visible-text.js';
import { summariseSeries } from '#core/plots/summarise-series.js';
import { chosenWorkspace } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { printTable, right, shownValue } from '../output/print-table.js';

export interface PlotsOptions {
  action: 'show' | 'diff';
  revisions: string[];
  only?: string[];
  out?: string;
  markdown?: boolean;
  file?: string;
}

export async function execute(
  { action, revisions, only = [], out, file, markdown }: PlotsOptions,
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const names = chosenStates(action, revisions);
  const plots = await comparePlots(workspace, names, only);
  if (plots.length === 0) {
    throw new DomainError(
      'request/invalid',
      only.length > 0
        ? `There is no plot ${only.map((each) => `'${each}'`).join(', ')}; \`docket plots show\` draws all.`
        : `${workspace.pipelineFile} names no plots; add \`plots:\` to a stage or to the top level.`,
      { usage: true },
    );
  }
  const page = out === undefined ? join(workspace.state, 'plots', 'index.html') : resolve(cwd, out);
  const title = names.length === 1 ? `Plots of ${names[0]}` : `Plots of ${names.join(', ')}`;
  writePlotsPage(page, title, names, plots);
  terminal.document({
    page,
    plots: plots.map(({ spec, series, images, note }) => ({
      ...{ id: spec.id, title: spec.title, template: spec.template, series, note },
      images: images.map(({ state, type }) => ({ state, type })),
    })),
  });
  if (markdown) printTable(terminal, COLUMNS, plots.flatMap(rowsOf), true);
  else terminal.print(relative(process.cwd(), page) || page);
  for (const { spec, note } of plots) if (note !== null) terminal.note(`${spec.title}: ${note}`);
  return 0;
}

const COLUMNS = ['plot', 'state', 'field', ...['points', 'first', 'last', 'lowest', 'highest'].map(right)];

const rowsOf = ({ spec, series, images }: ComparedPlot): string[][] => [
  ...series.map((each) => {
    const { points, figures } = summariseSeries(each);
    const values = figures && [figures.first, figures.last, figures.lowest, figures.highest];
    const names = [spec.title, each.state, each.field].map(visible);
    return [...names, String(points), ...(values?.map(shownValue) ?? [])];
  }),
  ...images.map(({ state, type }) => [visible(spec.title), visible(state), type]),
];

function chosenStates(action: 'show' | 'diff', revisions: readonly string[]): string[] {
  const names = [...new Set(revisions)];
  if (action === 'show') return names.length === 0 ? ['workspace'] : names;
  if (names.length === 0) return ['HEAD', 'workspace'];
  return names.length === 1 ? [...names, 'workspace'] : names;
}
