/**
 * A model as a directory: `bundle.json` says what it is, the other files are plain little-endian number arrays.
 * Data only; nothing in it is executed.
 */
import { z } from 'zod';
import { ProvenanceSchema } from './provenance.schema.js';

/** Raised whenever an older reader could misread a newer bundle. */
export const MODEL_FORMAT = 'docket/model@6';
/**
 * Formats that this Docket reads; 2 has no appearances, 3 no span, 4 no claim: their models tell strangers by the rest. 5 asks
 * for no evidence.
 */
export const READABLE_FORMATS = [
  'docket/model@2',
  'docket/model@3',
  'docket/model@4',
  'docket/model@5',
  MODEL_FORMAT,
] as const;

export const TermBlockSchema = z.object({
  name: z.string(),
  kind: z.enum(['word', 'char']),
  /** Least and most words or characters of a term. */
  min: z.int().positive(),
  max: z.int().positive(),
  /** Terms it knows. */
  size: z.int().nonnegative(),
});

/** A block of figures: the shape of the text, the layout of its boxes, the picture of its first page. */
export const FigureBlockSchema = z.object({
  name: z.enum(['shape', 'layout', 'picture']),
  /** Figures that go in, and cosine waves they are spread over (0: none). */
  width: z.int().nonnegative(),
  waves: z.int().nonnegative(),
  gamma: z.number(),
  /** Whether the mean page of each class is in `<name>.means.f32`, and its spreads in `<name>.within.f32`. */
  appearance: z.boolean().default(false),
});

/** A training document whose answer, judged unseen, is not its label; the path is below data/raw. */
export const HangsOnSchema = z.object({
  document: z.string(),
  label: z.string(),
  answer: z.string(),
  confidence: z.number().min(0).max(1),
});

export const DecisionSchema = z.object({
  /** Words that a document must have for its text to count. */
  min_words: z.int().nonnegative(),
  /** Words that it must have for an answer to stand without a person; models of before asked for none. */
  sure_words: z.int().nonnegative().default(0),
  /** The share of wrong answers among the accepted that the owner allows, and the odds that it is exceeded. */
  max_error: z.number().min(0).max(1),
  risk: z.number().min(0).max(1),
  /** Per label: below this confidence, or this distance to the runner-up, a person should look. */
  confidence: z.array(z.number()),
  margin: z.array(z.number()),
  /** Share of what is assumed of any document that one has to add for its answer to stand; null where none is asked for. */
  evidence: z.number().nonnegative().nullable().default(null),
  /**
   * Share that what a document adds beyond the shape of its text must have of what the shape adds and what is assumed; null
   * for models of before, which did not ask for it.
   */
  beyond_shape: z.number().nonnegative().nullable().default(null),
  /** Languages of more than single training documents; an answer in another does not stand. Null where any may. */
  languages: z.array(z.string()).nullable().default(null),
  /** The surest wrong answer to a training document, where the limit would be proven, or not held back, if it were right. */
  hangs_on: HangsOnSchema.nullable().default(null),
  /** Below this familiarity a document is of no known class. */
  familiarity: z.number(),
  /** Whether there were documents enough to guarantee `max_error`. */
  guaranteed: z.boolean(),
  /** Whether every answer goes to a person, because nothing speaks for `max_error` being kept. */
  holds_back: z.boolean().default(false),
  /** Training documents, each judged unseen: answers as sure as `max_error` asks for, and how many of them were wrong; near-duplicates are one. */
  sure: z.int().nonnegative().default(0),
  sure_wrong: z.int().nonnegative().default(0),
  /** As measured out of fold on the training documents. */
  coverage: z.number(),
  error: z.number(),
});

export const CalibrationSchema = z.object({
  /** The form of the stack that was chosen: what makes probabilities of scores. */
  form: z.string(),
  /** Out-of-fold mean negative log likelihood, accuracy, and expected calibration error before and after. */
  log_loss: z.number(),
  /** What always answering with the classes' shares of the training documents would have; models of before do not say. */
  log_loss_by_shares: z.number().nullable().default(null),
  accuracy: z.number(),
  error_before: z.number(),
  error_after: z.number(),
  /** Mean negative log likelihood of each form that was tried, out of fold. */
  log_losses: z.record(z.string(), z.number()).default({}),
});

/** How well training documents, judged unseen, were known: what a document's measures are ranked among. */
export const FamiliaritySchema = z.object({
  /** Block of terms whose class means are in `familiarity.centroids.f32`; null where there are none. */
  block: z.string().nullable(),
  /** The first so many columns of the block. */
  terms: z.int().nonnegative(),
  /** Whether `familiarity.claim.f32` says from the logits how strongly each class claims a document. */
  claim: z.boolean().default(false),
  /** What share of a known document its main directions hold, by its length; null where that is not known. */
  span: z
    .object({
      /** Directions in `familiarity.directions.f32`, over the first so many columns of the block. */
      terms: z.int().nonnegative(),
      directions: z.int().nonnegative(),
      /** Logarithms of words + 1: of the shortest and longest that are told apart, their mean and deviation. */
      shortest: z.number(),
      longest: z.number(),
      middle: z.number(),
      unit: z.number().positive(),
      /** Share at the middle length, and how it grows a unit of length; the same of its spread, by logarithm. */
      level: z.number(),
      slope: z.number(),
      spread: z.number().positive(),
      spread_slope: z.number(),
    })
    .nullable()
    .default(null),
  measures: z.array(
    z.object({
      name: z.enum(['energy', 'claim', 'span', 'likeness', 'known', 'layout', 'picture']),
      /** Share of the documents from which it counts. */
      alarm: z.number().positive(),
      /** How much it counts. */
      weight: z.number().positive().default(1),
      documents: z.int().positive(),
      /** The measure of the document of each rank, from the least familiar. */
      ranks: z.array(z.int().positive()),
      values: z.array(z.number()),
    }),
  ),
});

export const SearchSchema = z.object({
  folds: z.int(),
  /** The first is the recipe as it was. */
  trials: z.array(
    z.object({ change: z.record(z.string(), z.unknown()), accuracy: z.number(), log_loss: z.number() }),
  ),
  /** Index of the one that the model was learned with. */
  chosen: z.int().nonnegative(),
});

export const StrongestTermsSchema = z
  .record(z.string(), z.array(z.object({ term: z.string(), weight: z.number() })))
  .describe(
    'The words and pairs of words that speak loudest for each class, strongest first: what one adds to its score beyond the mean of all classes, weighed by how rare it is.',
  );

export const ModelBundleSchema = z.object({
  format: z.enum(READABLE_FORMATS),
  labels: z.array(z.string()).min(2),
  /** Training documents per label. */
  support: z.array(z.int().nonnegative()),
  terms: z.array(TermBlockSchema),
  figures: z.array(FigureBlockSchema),
  /** The learners whose scores were mixed, in order. */
  members: z.array(z.object({ name: z.string(), learner: z.string(), blocks: z.array(z.string()) })),
  calibration: CalibrationSchema,
  decision: DecisionSchema,
  familiarity: FamiliaritySchema,
  strongest: StrongestTermsSchema,
  /** Recipes that were tried before learning, as changes of `train:` in params.yaml; null where none was. */
  search: SearchSchema.nullable().default(null),
  provenance: ProvenanceSchema,
  /** Size and sha256 of every other file of the bundle. */
  files: z.record(z.string(), z.object({ bytes: z.int().nonnegative(), sha256: z.string() })),
});
export type ModelBundle = z.infer<typeof ModelBundleSchema>;
