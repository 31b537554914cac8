/** Problem details (RFC 9457) as every HTTP error of every app has them. */
import { z } from 'zod';

export const ProblemSchema = z
  .object({
    /** `urn:docket:error:` and the code. */
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** What was wrong and how to mend it. */
    detail: z.string(),
    /** The path that was asked for. */
    instance: z.string(),
    /** Stable; the list is libs/contracts/error-codes.ts. */
    code: z.string(),
    retryable: z.boolean(),
    request_id: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof ProblemSchema>;

/** Under `/v2`: also what the Open Inference Protocol calls an error, which is `detail` once more. */
export const InferenceProblemSchema = ProblemSchema.extend({ error: z.string() }).meta({
  id: 'InferenceProblem',
});
