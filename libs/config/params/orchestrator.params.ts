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
  fetches_at_once: z
    .int()
    .positive()
    .default(16)
    .describe('Documents fetched from their URLs at the same time; of one host four at most.'),
  fetch_timeout: z
    .number()
    .positive()
    .max(3_600)
    .default(120)
    .describe('Seconds for fetching one document, redirects included.'),
  retention_days: z
    .int()
    .min(0)
    .max(36_500)
    .default(0)
    .describe(
      'Days after which documents are deleted with all that came of them, but for those whose right label people have told; 0: never.',
    ),
});
export type OrchestratorParams = z.infer<typeof OrchestratorParamsSchema>;
