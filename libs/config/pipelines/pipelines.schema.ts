/** The grammar of pipelines.yaml: dvc.yaml's, and `pipelines:`, `uses:` and `each:`. */
import { z } from 'zod';

const path = z.string().min(1).describe('A path from the workspace, or from the stage’s wdir');

const OutputOptionsSchema = z.strictObject({
  cache: z.boolean().optional().describe('false: the output lives in git, not in the cache'),
  persist: z.boolean().optional().describe('true: left in place when the stage runs again'),
  push: z.boolean().optional().describe('false: never sent to a remote'),
  remote: z.string().optional(),
  desc: z.string().optional(),
  type: z.string().optional(),
  labels: z.array(z.string()).optional(),
  meta: z.unknown().optional(),
});

const PlotOptionsSchema = OutputOptionsSchema.extend({
  x: z.unknown().optional(),
  y: z.unknown().optional(),
  x_label: z.string().optional(),
  y_label: z.string().optional(),
  title: z.string().optional(),
  header: z.boolean().optional(),
  template: z.string().optional(),
});

/** `path` or `path: {cache: false}`. */
const withOptions = <Options extends z.ZodType>(options: Options) =>
  z.array(z.union([path, z.record(path, options)]));

/** `train.c` (of params.yaml), `other.yaml: [key]`, or `other.yaml:` for all of a file. */
const ParamsListSchema = z.array(
  z.union([z.string().min(1), z.record(path, z.array(z.string()).nullable())]),
);

export const StageFieldsSchema = z.strictObject({
  cmd: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  uses: z.string().optional().describe('One of the platform’s stages, instead of a cmd'),
  each: z.string().min(1).optional().describe('A glob: the stage works file by file'),
  wdir: z.string().optional(),
  deps: z.array(path).optional(),
  params: ParamsListSchema.optional(),
  outs: withOptions(OutputOptionsSchema).optional(),
  metrics: withOptions(OutputOptionsSchema).optional(),
  plots: withOptions(PlotOptionsSchema).optional(),
  frozen: z.boolean().optional(),
  always_changed: z.boolean().optional(),
  desc: z.string().optional(),
  meta: z.unknown().optional(),
});
export type StageFields = z.infer<typeof StageFieldsSchema>;

export const PipelineFileSchema = z.strictObject({
  stages: z.record(
    z.string().regex(/^[^\s/\\:@#$]+(@.*)?$/, 'a stage’s name has no blanks and none of / \\ : # $'),
    StageFieldsSchema,
  ),
  pipelines: z.record(z.string(), z.array(z.string())).optional().describe('Stages grouped under a name'),
  params: z.unknown().optional(),
  metrics: z.unknown().optional(),
  plots: z.unknown().optional(),
  artifacts: z.unknown().optional(),
});
