/** What `gateway:` in params.yaml may say. */
import { z } from 'zod';

export const GatewayParamsSchema = z.strictObject({
  max_file_bytes: z.int().positive().default(100_000_000).describe('Largest file of an upload.'),
  max_archive_bytes: z
    .int()
    .positive()
    .default(1_000_000_000)
    .describe('Largest ZIP file of an upload; the documents in it keep to max_file_bytes.'),
  max_archive_entries: z
    .int()
    .positive()
    .default(10_000)
    .describe('Most files in the ZIP files of one upload.'),
  max_unpacked_bytes: z
    .int()
    .positive()
    .default(5_000_000_000)
    .describe('Most that the ZIP files of one upload may unpack to.'),
  max_files: z.int().positive().default(1_000).describe('Most files in one upload.'),
  max_infer_bytes: z
    .int()
    .positive()
    .default(30_000_000)
    .describe(
      'Largest body of an inference request (/v2), with its documents as base64; it is held in memory.',
    ),
  max_infer_documents: z
    .int()
    .positive()
    .default(100)
    .describe('Most documents in one inference request (/v2).'),
  max_urls: z.int().positive().default(1_000).describe('Most URLs in one list.'),
  max_open: z
    .int()
    .positive()
    .default(20_000)
    .describe(
      'Documents that may wait for their answer; more are refused with Retry-After. Uploads of more than 20 leave a tenth of it to others.',
    ),
  max_wait: z
    .number()
    .positive()
    .default(300)
    .describe('Most seconds that ?wait= may ask for; longer waits hold connections that proxies cut anyway.'),
  documents_per_day: z
    .int()
    .nonnegative()
    .max(1_000_000_000)
    .default(0)
    .describe(
      'Documents that one account may add between two midnights of UTC; 0: any number. Admins can set another for each account.',
    ),
  max_kept_bytes: z
    .int()
    .nonnegative()
    .default(0)
    .describe(
      'Most that the files of one account may have together; 0: any size. Admins can set another for each account.',
    ),
  requests_per_minute: z
    .int()
    .positive()
    .default(30_000)
    .describe('Requests of one account; more are refused with Retry-After.'),
  refusals_per_minute: z
    .int()
    .positive()
    .default(100)
    .describe('Requests of one address without a valid credential; more are refused with Retry-After.'),
});
export type GatewayParams = z.infer<typeof GatewayParamsSchema>;
