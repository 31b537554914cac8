/** What a check of the labelled documents finds, as `docket data check --json` says it. Paths lie below data/raw. */
import { z } from 'zod';

export const SuspiciousDocumentSchema = z.object({
  path: z.string(),
  label: z.string(),
  /** What learners that had not seen the document take it for. */
  suggested: z.string(),
  /** Probability of the suggested class, and of the label. */
  confidence: z.number().min(0).max(1),
  label_confidence: z.number().min(0).max(1),
  /** Whether the suggested class is as sure of it as of its own documents, the label is not, and by far less so. */
  likely: z.boolean(),
});

export const ConflictingDuplicatesSchema = z.object({
  documents: z.array(z.object({ path: z.string(), label: z.string() })),
  /**
   * The likeliest of their labels, judged by learners that had seen none of them; another one that is likelier than all of
   * theirs together.
   */
  suggested: z.string(),
  confidence: z.number().min(0).max(1),
});
export type ConflictingDuplicates = z.infer<typeof ConflictingDuplicatesSchema>;

export const LabelCheckSchema = z.object({
  documents: z.number().int(),
  /** Nearly the same document under different labels: at least one of each is wrong. Surest first. */
  conflicts: z.array(ConflictingDuplicatesSchema),
  /** Labels that are probably wrong, worst first. */
  suspicious: z.array(SuspiciousDocumentSchema),
  /** Documents without words enough to be judged: nothing tells whether their labels are right. */
  wordless: z.array(z.string()),
  /** Nearly the same document several times under one label: no mistake, but it counts as often. */
  duplicates: z.array(z.array(z.string())),
  /** What preprocess found odd. */
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type LabelCheck = z.infer<typeof LabelCheckSchema>;
