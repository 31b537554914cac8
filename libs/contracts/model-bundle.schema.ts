/**
 * A model as a directory: `bundle.json` says what it is, the other files are plain little-endian number arrays.
 * Data only; nothing in it is executed.
 */
import { z } from 'zod';
import { ProvenanceSchema } from './provenance.schema.js';

/** Raised whenever an older reader could misread a newer bundle. */
export const MODEL_FORMAT = 'docket/model@1';

export const TermBlockSchema = z.object({
  name: z.string(),
  kind: z.enum(['word', 'char']),
  /** Least and most words or characters of a term. */
  min: z.int().positive(),
  max: z.int().positive(),
  /** Terms it knows. */
  size: z.int().nonnegative(),
});

export const DecisionSchema = z.object({
  /** Words that a document must have for its text to count. */
  min_words: z.int().nonnegative(),
  /** Below this confidence of the best class a person should look. */
  min_confidence: z.number().min(0).max(1),
  /** Where the best class leads the runner-up by less than this, a person should look. */
  min_margin: z.number().min(0).max(1),
});

export const ModelBundleSchema = z.object({
  format: z.literal(MODEL_FORMAT),
  labels: z.array(z.string()).min(2),
  /** Training documents per label. */
  support: z.array(z.int().nonnegative()),
  terms: z.array(TermBlockSchema),
  decision: DecisionSchema,
  /** The strongest terms of each label, with their weight against the mean of the other labels. */
  strongest: z.record(z.string(), z.array(z.object({ term: z.string(), weight: z.number() }))),
  provenance: ProvenanceSchema,
  /** Size and sha256 of every other file of the bundle. */
  files: z.record(z.string(), z.object({ bytes: z.int().nonnegative(), sha256: z.string() })),
});
export type ModelBundle = z.infer<typeof ModelBundleSchema>;
