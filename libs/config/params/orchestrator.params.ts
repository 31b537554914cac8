/** What `orchestrator:` in params.yaml may say. */
import { z } from 'zod';

export const OrchestratorParamsSchema = z.strictObject({
  documents_at_once: z
    .int()
    .min(0)
    .default(0)
    .describe('Documents worked on at the same time; 0 takes the processor cores and one.'),
  max_waiting: z
    .int()
    .positive()
    .default(20_000)
    .describe('Documents that may wait for their turn; more are refused with Retry-After.'),
});
export type OrchestratorParams = z.infer<typeof OrchestratorParamsSchema>;
