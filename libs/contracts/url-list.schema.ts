/** What `POST /api/v1/batches` takes: documents by their addresses. */
import { z } from 'zod';

export const UrlListSchema = z.strictObject({
  urls: z
    .array(z.string())
    .min(1)
    .describe(
      'Of http or https, at public addresses, without a sign-in. Each becomes a document; one that cannot be fetched is a document that failed.',
    ),
});
export type UrlList = z.infer<typeof UrlListSchema>;
