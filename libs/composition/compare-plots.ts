/** `docket plots`: the plots of the workspace, of git revisions and of experiments on one page. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { parse } from 'yaml';
import { makeDirectory } from '#adapters/make-directory.js';
import { DomainError } from '#contracts/domain-error.js';
import type { StateTree } from '#core/pipeline/state-trees.js';
import { drawPlot } from '#core/plots/draw-plot.js';
import { type PlotSeries, plotSeries } from '#core/plots/plot-data.js';
import { type PlotSpec, plotSpecs } from '#core/plots/plot-spec.js';
import { type PageFigure, plotsPage } from '#core/plots/plots-page.js';
import { tableRows } from '#core/plots/table-rows.js';
import { directoryEntries } from './directory-names.js';
import type { Workspace } from './open-workspace.js';
import { refuseFile } from './refuse-file.js';
import type { WorkspaceState } from './workspace-state.js';
import {
  lockedMd5,
  outputAt,
  stateNamed,
  statePipeline,
  stateTreesOf,
  WORKSPACE_LABEL,
} from './workspace-states.js';

const IMAGES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
};
const TEMPLATES = new Set([
  ...['linear', 'simple', 'smooth', 'scatter', 'scatter_jitter', 'confusion', 'confusion_normalized'],
  ...['bar_horizontal', 'bar_horizontal_sorted'],
]);

export interface ComparedPlot {
  spec: PlotSpec;
  series: PlotSeries[];
  /** Bytes of a picture by state. */
  images: { state: string; type: string; bytes: Uint8Array }[];
  note: string | null;
}

interface LoadedState {
  state: WorkspaceState;
  /** What its lock names. */
  trees: StateTree[];
  specs: PlotSpec[];
}

/**
 * @param names experiments or git revisions; 'workspace' for what lies there now
 * @param only ids or files of plots; empty: all
 */
export async function comparePlots(
  workspace: Workspace,
  names: readonly string[],
  only: readonly string[] = [],
): Promise<ComparedPlot[]> {
  const states: LoadedState[] = [];
  for (const name of names) {
    const state = await stateNamed(workspace, name);
    const trees = await stateTreesOf(workspace, state);
    const specs = plotSpecs(await statePipeline(state));
    states.push({ state, trees, specs: await withDirectories(workspace, state, trees, specs) });
  }
  const byId = new Map(states.flatMap(({ specs }) => specs.map((spec) => [spec.id, spec] as const)));
  const wanted = [...byId.values()].filter(
    ({ id, ys }) =>
      only.length === 0 || only.some((each) => each === id || ys.some(({ file }) => file === each)),
  );
  return Promise.all(wanted.map((spec) => comparePlot(workspace, spec, states)));
}

async function comparePlot(
  workspace: Workspace,
  spec: PlotSpec,
  states: readonly LoadedState[],
): Promise<ComparedPlot> {
  const notes: string[] = [];
  const known = TEMPLATES.has(spec.template);
  if (!known) notes.push(`Drawn as curves: ${spec.template} is a Vega template of its own.`);
  const plot: ComparedPlot = {
    ...{ spec: known ? spec : { ...spec, template: 'linear' }, series: [], images: [], note: null },
  };
  for (const { state, trees } of states) {
    const files = [...new Set([...spec.ys, ...(spec.x === null ? [] : [spec.x])].map(({ file }) => file))];
    const contents = new Map<string, unknown>();
    let missing = false;
    for (const file of files) {
      const bytes = await outputAt(workspace, state, trees, file);
      const type = IMAGES[extname(file).toLowerCase()];
      if (bytes === null) missing = true;
      else if (type !== undefined) plot.images.push({ state: state.label, type, bytes });
      else contents.set(file, contentOf(file, Buffer.from(bytes).toString('utf8'), spec.header));
    }
    const series = contents.size === 0 ? [] : plotSeries(spec, state.label, contents);
    plot.series.push(...series);
    if (missing) notes.push(`${state.label} has no ${files.join(', ')}.`);
    else if (contents.size > 0 && series.length === 0)
      notes.push(`${state.label}: no points for ${fieldsOf(spec)} in ${files.join(', ')}.`);
  }
  return { ...plot, note: notes.length === 0 ? null : notes.join(' ') };
}

const fieldsOf = ({ x, ys }: PlotSpec): string =>
  [...ys.map(({ field }) => field), x?.field].filter((field) => field != null).join(' over ') || 'x and y';

/** Rows of a table, or a JSON or YAML value; null where it cannot be read. */
function contentOf(file: string, text: string, header: boolean): unknown {
  const type = extname(file).toLowerCase();
  if (type === '.csv' || type === '.tsv') return tableRows(text, type === '.csv' ? ',' : '\t', header);
  try {
    if (type === '.json') return JSON.parse(text);
  } catch {
    // Python writes NaN and Infinity, which JSON has not: no point of a plot.
  }
  try {
    return parse(text, (_key, value) => (NOT_FINITE.has(value) ? null : value), { uniqueKeys: false });
  } catch {
    return null;
  }
}

const NOT_FINITE = new Set<unknown>(['NaN', 'Infinity', '-Infinity']);

/** A plot that is a directory is one plot for each of its files. */
async function withDirectories(
  workspace: Workspace,
  state: WorkspaceState,
  trees: readonly StateTree[],
  specs: readonly PlotSpec[],
): Promise<PlotSpec[]> {
  const found: PlotSpec[] = [];
  for (const spec of specs) {
    const [directory, ...others] = new Set(spec.ys.map(({ file }) => file));
    const files = others.length > 0 ? null : await filesBelow(workspace, state, trees, directory!);
    if (files === null) found.push(spec);
    else {
      for (const file of files)
        found.push({
          ...spec,
          id: file,
          title: file,
          x: spec.x && { ...spec.x, file },
          ys: spec.ys.map((y) => ({ ...y, file })),
        });
    }
  }
  return found;
}

/** @returns null where the path is no directory there */
async function filesBelow(
  workspace: Workspace,
  state: WorkspaceState,
  trees: readonly StateTree[],
  path: string,
): Promise<string[] | null> {
  if (state.label === WORKSPACE_LABEL) {
    const scan = await workspace.files.scan(path);
    return scan.kind === 'directory' ? scan.files.map((file) => file.path) : null;
  }
  const md5 = lockedMd5(trees, path);
  if (md5 === undefined || !md5.endsWith('.dir')) return null;
  const entries = await directoryEntries(workspace, md5);
  return entries?.map(({ relpath }) => `${path}/${relpath}`) ?? null;
}

/**
 * One page that needs no network.
 * @param path absolute, of a file that is made or replaced
 * @param names as for {@link comparePlots}
 * @throws DomainError 'request/invalid' where a directory stands there, or a file where its directory would be
 */
export function writePlotsPage(
  path: string,
  title: string,
  names: readonly string[],
  plots: readonly ComparedPlot[],
): void {
  if (existsSync(path) && statSync(path).isDirectory()) {
    throw new DomainError(
      'request/invalid',
      `${path} is a directory; name the page's file: -o ${join(path, 'plots.html')}.`,
      { usage: true },
    );
  }
  refuseFile(dirname(path));
  makeDirectory(dirname(path));
  writeFileSync(path, plotsHtml(title, names, plots));
}

function plotsHtml(title: string, names: readonly string[], plots: readonly ComparedPlot[]): string {
  const figures = plots.map(({ spec, series, images, note }): PageFigure => {
    const pictures = images.map(({ state, type, bytes }) => ({
      caption: state,
      html: `<img alt="" src="data:${type};base64,${Buffer.from(bytes).toString('base64')}">`,
    }));
    const drawn = series.length === 0 ? [] : drawPlot(spec, series, names);
    const panels = drawn.map(({ caption, svg }) => ({ caption, html: svg }));
    return { title: spec.title, panels: [...panels, ...pictures], note };
  });
  return plotsPage(title, names, figures);
}
