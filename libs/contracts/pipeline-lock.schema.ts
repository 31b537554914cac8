/** pipelines.lock: dvc.lock's schema 2.0, so that either tool reads the other's. */
import { z } from 'zod';
import { OBJECT_NAME } from './object-name.js';

/** Name of an object of the cache, and so part of a path: nothing else may stand there. */
const Md5Schema = z
  .string()
  .regex(OBJECT_NAME, "is no md5: 32 of 0-9 and a-f, with '.dir' behind them for a directory");

/** A file or directory as a stage saw or made it. Directories have `nfiles` and an md5 that ends in '.dir'. */
export const LockEntrySchema = z.looseObject({
  path: z.string(),
  hash: z.string().optional(),
  md5: Md5Schema.optional(),
  size: z.number().optional(),
  nfiles: z.number().optional(),
  isexec: z.boolean().optional(),
});
export type LockEntry = z.infer<typeof LockEntrySchema>;

export const LockedStageSchema = z.looseObject({
  cmd: z.union([z.string(), z.array(z.string())]),
  deps: z.array(LockEntrySchema).optional(),
  /** File to dotted key to value. */
  params: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  outs: z.array(LockEntrySchema).optional(),
});
export type LockedStage = z.infer<typeof LockedStageSchema>;

export const PipelineLockSchema = z.looseObject({
  schema: z.literal('2.0'),
  stages: z.record(z.string(), LockedStageSchema).optional(),
});
export type PipelineLock = z.infer<typeof PipelineLockSchema>;

/** A `.dvc` file: data that people put into the workspace (`dvc add`), or had fetched (`dvc import`). */
export const DataSourceSchema = z.looseObject({
  outs: z.array(LockEntrySchema).min(1),
  /** Where it was fetched from. */
  deps: z
    .array(
      z.looseObject({ path: z.string().optional(), repo: z.looseObject({ url: z.string() }).optional() }),
    )
    .optional(),
  /** Of stages as DVC before 1.0 wrote them. */
  cmd: z.unknown().optional(),
  /** What the outputs' paths count from, from the file's directory. */
  wdir: z.string().nullable().optional(),
  frozen: z.boolean().optional(),
  desc: z.string().optional(),
});
export type DataSource = z.infer<typeof DataSourceSchema>;
