/** What `orchestrator:` in params.yaml may say. */
import { z } from 'zod';

export const OrchestratorParamsSchema = z.strictObject({
  documents_at_once: z
    .int()
    .min(0)
    .default(0)
    .describe(
      'Documents worked on at the same time; 0: as many as keep the workers of etl busy (in one process, the processor cores and one).',
    ),
  max_waiting: z
    .int()
    .positive()
    .default(20_000)
    .describe('Documents that may wait for their turn; more are refused with Retry-After.'),
  intake_look: z
    .number()
    .min(0.1)
    .max(3_600)
    .default(2)
    .describe('Seconds between two looks into the intake folder; more where a look takes long.'),
  intake_settle: z
    .number()
    .min(0)
    .max(3_600)
    .default(5)
    .describe(
      'Seconds that a file of the intake folder stays the same before it is taken; empty ones 20 times.',
    ),
  intake_waiting: z
    .int()
    .positive()
    .default(200)
    .describe(
      'Documents without an answer, of whomever, beyond which nothing is taken from the intake folder.',
    ),
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
