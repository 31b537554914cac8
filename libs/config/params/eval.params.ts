/** What `eval:` in params.yaml may say. */
import { z } from 'zod';

export const EvalParamsSchema = z.strictObject({
  mistakes: z
    .int()
    .min(0)
    .default(200)
    .describe('At most so many misread documents in the report, surest first.'),
  learning_curve: z
    .boolean()
    .default(true)
    .describe('Learn again from parts of the documents, to see whether more would help.'),
  pictures: z.int().min(0).default(60).describe('How many of them with a picture of their first page.'),
});
export type EvalParams = z.infer<typeof EvalParamsSchema>;
