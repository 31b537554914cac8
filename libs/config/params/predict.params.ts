/** What `predict:` in params.yaml may say. */
import { z } from 'zod';

export const PredictParamsSchema = z.strictObject({
  explain_terms: z
    .int()
    .min(0)
    .max(200)
    .default(12)
    .describe('How many terms to name as the reason for an answer; 0 leaves the reasons out.'),
});
export type PredictParams = z.infer<typeof PredictParamsSchema>;
