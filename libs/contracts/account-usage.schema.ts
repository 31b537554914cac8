/** How much an account has of what quotas limit, and how much it may have. */
import { z } from 'zod';

/** 0: no limit. */
export const QuotaSchema = z.object({
  documents_per_day: z.int().nonnegative().max(1_000_000_000),
  /** Of the files of its documents. */
  max_kept_bytes: z.int().nonnegative(),
});
export type Quota = z.infer<typeof QuotaSchema>;

export const UsageSchema = z.object({
  /** Added since midnight UTC, whether they are still there or not. */
  documents_today: z.int(),
  kept_bytes: z.int(),
});
export type Usage = z.infer<typeof UsageSchema>;

/** An account's own quota: null where that of everybody holds. */
export const OwnQuotaSchema = z.object({
  documents_per_day: QuotaSchema.shape.documents_per_day.nullable(),
  max_kept_bytes: QuotaSchema.shape.max_kept_bytes.nullable(),
});
export type OwnQuota = z.infer<typeof OwnQuotaSchema>;

export const AccountUsageSchema = UsageSchema.extend({
  own: OwnQuotaSchema,
  /** Seconds until midnight UTC. */
  day_ends_in: z.int(),
});
export type AccountUsage = z.infer<typeof AccountUsageSchema>;
