/** An experiment as it is recorded: which params a run was given, and what names the state that it left. */
import { z } from 'zod';

/** What `docket exp restore NAME` takes; also a file name and the last part of a git ref. */
export const ExperimentNameSchema = z
  .string()
  .regex(/^[\p{L}\p{N}](?:[\p{L}\p{N}_.-]{0,98}[\p{L}\p{N}_-])?$/u)
  .refine((name) => !name.includes('..') && !name.endsWith('.lock') && name !== 'HEAD');

export const ExperimentNoteSchema = z.object({
  format: z.literal('docket/experiment@1'),
  created: z.iso.datetime(),
  /** 'pipelines.yaml', or what `-f` named. */
  pipeline_file: z.string(),
  /** Group of stages that ran; null where the workspace was recorded as it was. */
  group: z.string().nullable(),
  run_id: z.string().nullable(),
  /** Those whose inputs and outputs belong to it; null: all that its lock has. */
  stages: z.array(z.string()).nullable(),
  /** 'train.c=3' each. */
  set: z.array(z.string()),
  /** Where in its git repository the workspace lies: '' or 'team/archive/'; absent outside git, and of old. */
  project: z.string().optional(),
});
export type ExperimentNote = z.infer<typeof ExperimentNoteSchema>;

const CodeFileSchema = z.object({
  /** Its bytes in base64. */
  content: z.string(),
  executable: z.boolean(),
});
/** A file of code; null: there is none. */
export type CodeFile = z.infer<typeof CodeFileSchema> | null;

/** Code as it was when experiments were queued: what git has at a commit, and what was otherwise than in it. */
export const QueuedCodeSchema = z.object({
  /** Null outside git. */
  baseline: z.string().nullable(),
  files: z.record(z.string(), CodeFileSchema.nullable()),
});
export type QueuedCode = z.infer<typeof QueuedCodeSchema>;

export const QueuedExperimentSchema = z.object({
  format: z.literal('docket/queued-experiment@1'),
  name: ExperimentNameSchema,
  created: z.iso.datetime(),
  pipeline_file: z.string(),
  group: z.string().nullable(),
  /** What else chose its stages. */
  stages: z.array(z.string()).default([]),
  all_pipelines: z.boolean().default(false),
  force: z.boolean().default(false),
  set: z.array(z.string()),
  /** The pipeline's file and its params files as they were when it was queued, by path. */
  files: z.record(z.string(), z.string()),
  /** Names the code that it runs with; null in those of old, which take what lies there. */
  code: z.string().nullable().default(null),
  /** What else stages read, by path, as md5: taken as it is when it runs. */
  data: z.record(z.string(), z.string()).default({}),
  /** Why it is still here: waiting for its turn, or failed when it had it. */
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type QueuedExperiment = z.infer<typeof QueuedExperimentSchema>;
