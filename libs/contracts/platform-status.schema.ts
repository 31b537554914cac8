/** What the platform can do at this moment. */
import { z } from 'zod';
import { ModelStatusSchema } from './model-status.schema.js';
import { RunRecordSchema } from './run-record.schema.js';

export const PlatformStatusSchema = ModelStatusSchema.extend({
  version: z.string(),
  /** The run that is going on. */
  training: RunRecordSchema.nullable(),
  limits: z.object({ max_file_bytes: z.int().positive(), max_files: z.int().positive() }),
}).meta({ id: 'PlatformStatus' });
export type PlatformStatus = z.infer<typeof PlatformStatusSchema>;
