/** What is to be drawn, gathered from the `plots:` of stages and of the top level, as dvc.yaml means it. */
import type { Pipeline, PlotOptions } from '#contracts/pipeline.js';

export interface PlotField {
  /** From the workspace's root. */
  file: string;
  /** Column of its rows; null: found in the data. */
  field: string | null;
}

export interface PlotSpec {
  id: string;
  title: string;
  x: PlotField | null;
  ys: PlotField[];
  xLabel: string | null;
  yLabel: string | null;
  template: string;
  /** False: a table without a line of titles. */
  header: boolean;
}

const DEFAULT_TEMPLATE = 'linear';

/** In the order of the file: stages' plots first. */
export function plotSpecs(pipeline: Pipeline): PlotSpec[] {
  const ofStages = pipeline.stages.flatMap(({ outputs }) =>
    outputs
      .filter(({ role }) => role === 'plot')
      .flatMap(({ path, plots = [{}] }) =>
        plots.map((options, index) => {
          const id = index === 0 ? path : `${path} (${index + 1})`;
          const x = options.x === undefined ? null : { file: path, field: options.x };
          return { ...common(id, options), x, ys: [{ file: path, field: options.y ?? null }] };
        }),
      ),
  );
  const plots = pipeline.stages.flatMap(({ outputs }) => outputs.filter(({ role }) => role === 'plot'));
  const named = pipeline.declared.plots.map(({ id, options }): PlotSpec => {
    // What is said of a stage's plot once more stands beside what its stage says of it.
    const { x, y, ...rest } = { ...plots.find(({ path }) => path === id)?.plots?.[0], ...options };
    const ys = fieldsOf(y, id);
    const [first] = ys;
    const given = typeof x === 'string' ? { file: first!.file, field: x } : fieldsOf(x, id)[0]!;
    return { ...common(id, rest), ys, x: x === undefined ? null : given };
  });
  return [...ofStages, ...named];
}

const common = (id: string, options: Omit<PlotOptions, 'x' | 'y'>) => ({
  id,
  title: options.title ?? id,
  xLabel: options.x_label ?? null,
  yLabel: options.y_label ?? null,
  template: options.template ?? DEFAULT_TEMPLATE,
  header: options.header ?? true,
});

/** @param own the file that is meant where none is named */
function fieldsOf(
  value: string | readonly string[] | Readonly<Record<string, string | string[]>> | undefined,
  own: string,
): PlotField[] {
  if (value === undefined) return [{ file: own, field: null }];
  if (typeof value === 'string') return [{ file: own, field: value }];
  if (Array.isArray(value)) return value.map((field: string) => ({ file: own, field }));
  return Object.entries(value).flatMap(([file, fields]) => [fields].flat().map((field) => ({ file, field })));
}
