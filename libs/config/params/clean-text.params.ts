/** What `clean-text:` in params.yaml may say. */
import { z } from 'zod';

export const CleanTextParamsSchema = z.strictObject({
  mask_digits: z
    .boolean()
    .default(true)
    .describe("Every digit becomes '0': the shape of an amount or a date remains, its value does not."),
  min_confidence: z
    .number()
    .min(0)
    .max(1)
    .default(0.35)
    .describe('Words that OCR believes less than this and that look like no word are dropped.'),
  stem: z
    .boolean()
    .default(false)
    .describe(
      'Words to their stems. Off: on real scans it gained 0.3 points on one set and lost 0.3 on the other.',
    ),
  drop_stop_words: z
    .boolean()
    .default(false)
    .describe('Leaves out function words. Off: it cost one point on real scans.'),
});
export type CleanTextParams = z.infer<typeof CleanTextParamsSchema>;
