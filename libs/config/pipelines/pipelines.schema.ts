/**
 * The grammar of pipelines.yaml: dvc.yaml's, and `pipelines:`, `uses:` and `each:`.
 *
 * Built twice from the same words: for stages as they are once `${…}` is filled in and `foreach` and `matrix` are
 * written out (what the loader checks), and for the file as people write it (what editors check, docs/schema).
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { z } from 'zod';
import { STAGE_NAMES } from '#contracts/stage.js';

/** What stands differently in the file and in what it means. */
interface Writing {
  flag: z.ZodType<boolean>;
  uses: z.ZodType<string>;
}

/** A wrong name is told later, with the nearest one of those that are installed. */
const MEANING: Writing = { flag: z.boolean(), uses: z.string().min(1) };

const annotations = {
  desc: z.string().optional().describe('What it is, for people'),
  type: z.string().optional().describe('A kind of your own, such as model or dataset'),
  labels: z.array(z.string()).optional().describe('Words to find it by'),
  meta: z.unknown().optional().describe('Anything; Docket does not look at it'),
};

const outputOptions = ({ flag }: Pick<Writing, 'flag'>) => ({
  ...annotations,
  cache: flag.optional().describe('false: the output lives in git, not in the cache'),
  persist: flag.optional().describe('true: left in place before the stage runs again'),
  push: flag.optional().describe('false: never sent to a remote'),
  remote: z.string().optional().describe('The remote that it is sent to, instead of the default'),
  checkpoint: flag.optional().describe('Of DVC 1 and 2; has no effect'),
});

const plotOptions = {
  x: z.string().optional().describe('Field of the x axis'),
  y: z.string().optional().describe('Field of the y axis'),
  x_label: z.string().optional(),
  y_label: z.string().optional(),
  title: z.string().optional(),
  header: z.boolean().optional().describe('false: the CSV or TSV file has no line of titles'),
  template: z.string().optional().describe('A Vega-Lite template’s name or file'),
};

const fieldsOf = z.union([z.string(), z.array(z.string())]);
/** A plot of the top level: fields of one file, or of several by their names. */
const TopPlotSchema = z
  .strictObject({
    ...plotOptions,
    x: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
    y: z.union([fieldsOf, z.record(z.string(), fieldsOf)]).optional(),
  })
  .nullable();

const filePath = z.string().min(1).describe('A path from the workspace, or from the stage’s wdir');

/** `path`, or `path: {cache: false}`. */
const withOptions = <Options extends z.ZodType>(options: Options) =>
  z.array(z.union([filePath, z.record(z.string().min(1), options)]));

/** `train.c` (of params.yaml), `other.yaml: [key]`, or `other.yaml:` for all of a file. */
const ParamsListSchema = z
  .array(z.union([z.string().min(1), z.record(z.string().min(1), z.array(z.string()).nullable())]))
  .describe('Params that the stage depends on: keys of params.yaml, or file: [keys]');

const command = z.string().min(1);

const stageFields = (writing: Writing) => {
  const output = z.strictObject(outputOptions(writing));
  const plot = z.strictObject({ ...outputOptions(writing), ...plotOptions });
  return {
    desc: z.string().optional().describe('What the stage is for'),
    cmd: z
      .union([command, z.array(command).min(1)])
      .optional()
      .describe('A shell command, or several that run one after another'),
    uses: writing.uses.optional().describe('One of the platform’s stages, instead of a cmd'),
    each: z.string().min(1).optional().describe('A glob: the stage works file by file'),
    wdir: z.string().min(1).optional().describe('Where the command runs and its paths count from'),
    deps: z.array(filePath).optional().describe('Files and directories that the stage reads'),
    params: ParamsListSchema.optional(),
    outs: withOptions(output).optional().describe('Files and directories that the stage makes'),
    metrics: withOptions(output).optional().describe('Outputs with figures to compare'),
    plots: withOptions(z.union([plot, z.array(plot)]))
      .optional()
      .describe('Outputs to draw'),
    frozen: writing.flag.optional().describe('true: never runs, whatever changes'),
    always_changed: writing.flag.optional().describe('true: runs every time'),
    meta: annotations.meta,
  };
};

const topLevel = {
  pipelines: z.record(z.string(), z.array(z.string())).optional().describe('Stages grouped under a name'),
  params: z.array(filePath).optional().describe('Params files that no stage names'),
  metrics: z.array(filePath).optional().describe('Metrics files that no stage names'),
  plots: z
    .union([
      z.array(z.union([filePath, z.record(z.string().min(1), TopPlotSchema)])),
      z.record(z.string(), TopPlotSchema),
    ])
    .optional()
    .describe('What to draw, by title or by file'),
  artifacts: z
    .record(z.string(), z.strictObject({ ...annotations, path: filePath }))
    .optional()
    .describe('Files and directories with a name, such as models'),
  datasets: z.unknown().optional().describe('Of DVC; Docket does not look at it'),
};

export const StageFieldsSchema = z.strictObject(stageFields(MEANING));
export type StageFields = z.infer<typeof StageFieldsSchema>;

/** Everything but the stages, which are checked one by one. */
export const TopLevelSchema = z.strictObject(topLevel);
export type TopLevel = z.infer<typeof TopLevelSchema>;

/** A name may stand in a command, in a path of a log and before the '@' of a generated stage. */
export const STAGE_NAME = /^[^\s/\\:@#$]+(@.*)?$/s;

const reference = z.string().regex(/\$\{[^}]+\}/);
const vars = z
  .array(z.union([z.string().min(1), z.record(z.string(), z.unknown())]))
  .optional()
  .describe('Values for ${…}: params files (file or file:key,key) and maps');

/** As people write the file; what it stands for is `StageFieldsSchema`. */
export function writtenGrammar(): z.ZodType {
  // `frozen: ${debug}` is text until the templates are filled in.
  const flag = z.union([z.boolean(), reference]) as unknown as z.ZodType<boolean>;
  const fields = { ...stageFields({ flag, uses: z.enum(STAGE_NAMES) }), vars };
  const matrix = z
    .record(z.string(), z.union([reference, z.array(z.unknown())]))
    .optional()
    .describe('Lists by name: one stage for each combination, as ${item.name}');
  const foreach = z
    .union([reference, z.array(z.unknown()), z.record(z.string(), z.unknown())])
    .describe('A list or a map: one stage for each, as ${item} (and ${key})');
  return z.strictObject({
    stages: z
      .record(
        z.string().regex(/^[^\s/\\:@#$]+$/),
        z.union([
          z.strictObject({ ...fields, matrix }),
          z.strictObject({
            foreach,
            do: z.strictObject(fields).describe('The stage to repeat'),
          }),
        ]),
      )
      .optional()
      .describe('What runs, by name'),
    ...topLevel,
    vars,
  });
}

/** The keys that can stand at a place, for "did you mean". */
export function knownKeys(at: readonly (string | number)[]): readonly string[] {
  if (at.length === 0) return ['stages', 'vars', ...Object.keys(topLevel)];
  const [section, , list] = at;
  if (section === 'artifacts') return [...Object.keys(annotations), 'path'];
  if (section === 'plots') return Object.keys(plotOptions);
  if (section !== 'stages') return [];
  if (at.length === 2) return [...Object.keys(StageFieldsSchema.shape), 'vars', 'foreach', 'do', 'matrix'];
  const options = Object.keys(outputOptions(MEANING));
  return list === 'plots' ? [...options, ...Object.keys(plotOptions)] : options;
}
