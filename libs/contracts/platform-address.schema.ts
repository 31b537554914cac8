/** `.docket/platform.json`: where the platform that runs in a workspace can be reached. */
import { z } from 'zod';

export const PlatformAddressSchema = z.object({
  url: z.url(),
  pid: z.int().positive(),
  started: z.iso.datetime(),
});
export type PlatformAddress = z.infer<typeof PlatformAddressSchema>;
