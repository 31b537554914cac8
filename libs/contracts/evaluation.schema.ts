/** What eval measures, as metrics/eval.json says it. Shares are 0 to 1; null where nothing could be measured. */
import { z } from 'zod';
import { HangsOnSchema } from './model-bundle.schema.js';

const share = z.number().min(0).max(1);
const interval = z.tuple([share, share]).nullable();

/** Null where the class has no test documents: nothing is known then, which is not 0. */
export const ClassScoreSchema = z.object({
  precision: share.nullable(),
  precision_interval: interval.default(null),
  recall: share.nullable(),
  recall_interval: interval.default(null),
  f1: share.nullable(),
  f1_interval: interval.default(null),
  /** Test documents of the class. */
  support: z.int().nonnegative(),
});
export type ClassScore = z.infer<typeof ClassScoreSchema>;

export const SliceSchema = z.object({
  documents: z.int(),
  /** Of these, documents of too few words to be judged by; they count as not right. */
  unanswered: z.int().nonnegative().default(0),
  accuracy: share,
  interval,
});
export type Slice = z.infer<typeof SliceSchema>;

export const CoveragePointSchema = z.object({
  /** Answers at least this confident are accepted. */
  confidence: share,
  /** Share of documents accepted. */
  coverage: share,
  /** Share of the accepted that are wrong, with its 95 % interval. */
  error: share,
  interval: interval.default(null),
});
export type CoveragePoint = z.infer<typeof CoveragePointSchema>;

export const ReliabilityBinSchema = z.object({
  from: share,
  to: share,
  documents: z.int(),
  confidence: share,
  accuracy: share,
  /** Of the accuracy, at 95 %; null where the bin is empty. */
  interval: interval.default(null),
});
export type ReliabilityBin = z.infer<typeof ReliabilityBinSchema>;

export const MistakeSchema = z.object({
  /** Path below data/raw. */
  path: z.string(),
  label: z.string(),
  predicted: z.string(),
  confidence: share,
  status: z.enum(['classified', 'review', 'rejected']),
});

/** Two models on the same documents; the second is the one in question. */
export const ModelComparisonSchema = z.object({
  documents: z.int(),
  /** Whether both kept the same documents back; else one may have learned some of those tested, and nothing can be told. */
  same_division: z.boolean().default(true),
  first: z.object({ accuracy: share.nullable(), accuracy_interval: interval.default(null) }),
  second: z.object({ accuracy: share.nullable(), accuracy_interval: interval.default(null) }),
  /** Accuracy of the second less that of the first, with its 95 % interval (paired bootstrap). */
  difference: z.number().min(-1).max(1),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  /** Probability of so uneven gains and losses if both were equally good (exact McNemar, two-sided). */
  p: share,
  verdict: z.enum(['better', 'worse', 'cannot tell']),
  /** Documents that only the second reads right, and that only the first does. Paths below data/raw. */
  gained: z.array(z.object({ path: z.string(), label: z.string(), first: z.string(), second: z.string() })),
  lost: z.array(z.object({ path: z.string(), label: z.string(), first: z.string(), second: z.string() })),
  notes: z.array(z.string()),
});
export type ModelComparison = z.infer<typeof ModelComparisonSchema>;

/** How it was measured: on the documents kept back, or each document by models that learned from the others. */
export const MethodSchema = z.object({
  kind: z.enum(['hold-out', 'cross-validation']),
  /** 0 for hold-out. */
  folds: z.int().nonnegative(),
  /** Times the documents were dealt anew, with what each found; the figures are their means. */
  repeats: z.array(z.object({ seed: z.int(), accuracy: share, macro_f1: share })),
});

/** When an answer stands without a person. */
export const DecisionRuleSchema = z.object({
  /** The share of wrong answers among the accepted that the owner allows, and the odds that it is exceeded. */
  max_error: share,
  risk: share,
  /** Whether the training documents sufficed to prove that `max_error` is kept. */
  proven: z.boolean(),
  /** Whether every answer goes to a person, because nothing speaks for `max_error` being kept. */
  holds_back: z.boolean().default(false),
  /** Training documents, each judged unseen: answers as sure as `max_error` asks for, and how many of them were wrong; near-duplicates are one. */
  sure: z.int().nonnegative().default(0),
  sure_wrong: z.int().nonnegative().default(0),
  /** The surest wrong one of these documents, where it alone stands between the model and the limit. */
  hangs_on: HangsOnSchema.nullable().default(null),
  /** Mean negative log likelihood of these documents, and what always answering with the classes' shares would have. */
  log_loss: z.number().nullable().default(null),
  log_loss_by_shares: z.number().nullable().default(null),
  /** Words that a document must have to be judged. */
  min_words: z.int().nonnegative(),
  /** Words that it must have for its answer to stand. */
  sure_words: z.int().nonnegative().default(0),
  /** Training documents, each judged unseen: share accepted, and share of these that is wrong. */
  coverage: share,
  error: share,
  /** By class: least confidence, and least lead over the next class; null where every answer goes to a person. */
  thresholds: z.record(z.string(), z.object({ confidence: share, margin: share }).nullable()),
});
export type DecisionRule = z.infer<typeof DecisionRuleSchema>;

/** Answers with one class that stood without a person. */
export const AcceptedSchema = z.object({
  answers: z.int().nonnegative(),
  wrong: z.int().nonnegative(),
  /** Share of the wrong ones, with its 95 % interval; null where none stood. */
  error: share.nullable(),
  interval,
  /** The same with near-duplicates as one, wrong where one of them is; null where there are none. */
  distinct: z
    .object({ answers: z.int().nonnegative(), wrong: z.int().nonnegative() })
    .nullable()
    .default(null),
});

/** What is said of documents of a class that the model was never shown. */
export const LeftOutSchema = z.object({
  /** How it was measured, or why it could not be. */
  note: z.string(),
  /** Documents that each model learned from. */
  documents: z.int().nonnegative(),
  /** By class that was left out: its documents, and the share of each answer; `classified` is wrong by its nature. */
  classes: z.record(
    z.string(),
    z.object({
      documents: z.int().nonnegative(),
      rejected: share,
      review: share,
      classified: share,
      rejected_interval: interval.default(null),
      review_interval: interval.default(null),
      classified_interval: interval.default(null),
      /** Odds that a known document is more familiar than one of the class; null where none was kept back. */
      auroc: share.nullable(),
      auroc_interval: interval.default(null),
    }),
  ),
  /** Means of the classes, with their 95 % intervals for these classes (bootstrap over the documents of each). */
  auroc: share.nullable(),
  auroc_interval: interval.default(null),
  rejected: share.nullable(),
  rejected_interval: interval.default(null),
  classified: share.nullable().default(null),
  classified_interval: interval.default(null),
  /** Share of the known documents, kept back, that the same models reject. */
  known_rejected: share.nullable(),
  known_rejected_interval: interval.default(null),
});
export type LeftOut = z.infer<typeof LeftOutSchema>;

export const EvaluationSchema = z.object({
  format: z.literal('docket/evaluation@1'),
  method: MethodSchema.default({ kind: 'hold-out', folds: 0, repeats: [] }),
  /**
   * Learned from (of each model, under cross-validation) and tested on; of these, with too few words to be given a class.
   */
  documents: z.object({
    train: z.int(),
    test: z.int(),
    unanswered: z.int().nonnegative().default(0),
    /** Of those tested on, with near-duplicates as one, as the ranges count them; null where there are none. */
    distinct: z.int().positive().nullable().default(null),
  }),
  /** Most likely class against the label, whatever the decision rule said; what is not answered is not right. */
  accuracy: share.nullable(),
  accuracy_interval: interval,
  /** The same of the documents that were answered; null where all were. */
  accuracy_answered: share.nullable().default(null),
  accuracy_answered_interval: interval.default(null),
  macro_f1: share.nullable(),
  macro_f1_interval: interval,
  weighted_f1: share.nullable(),
  weighted_f1_interval: interval.default(null),
  /** Accuracy when every digit of the test documents is masked: archive codes and the like cannot help then. */
  accuracy_digits_masked: share.nullable(),
  accuracy_digits_masked_interval: interval.default(null),
  expected_calibration_error: share.nullable(),
  /** By bootstrap, less what drawing documents twice adds to the error by itself. */
  expected_calibration_error_interval: interval.default(null),
  /** What this error would be by luck alone, were every confidence exactly right: no less is to be hoped for. */
  calibration_error_by_chance: share.nullable().default(null),
  /**
   * The same error on the training documents, each judged unseen: of the first learner's bare scores, and as calibrated.
   * Null under cross-validation, where many models were calibrated.
   */
  calibration_training: z.object({ before: share, after: share }).nullable().default(null),
  log_loss: z.number().nullable(),
  log_loss_interval: z.tuple([z.number(), z.number()]).nullable().default(null),
  /** When an answer of the model stands, as chosen in training; under cross-validation each part had a model of its own. */
  rule: DecisionRuleSchema.nullable().default(null),
  /** What the decision rule does to the test documents: the model's own point on the coverage curve. */
  decision: z
    .object({
      classified: share,
      review: share,
      rejected: share,
      /** Too few words to be given a class. */
      unanswered: share.default(0),
      /** Wrong among the classified; null where none was. */
      error_among_classified: share.nullable(),
      error_interval: interval,
    })
    .nullable(),
  classes: z.record(z.string(), ClassScoreSchema),
  /** By class that was answered: `max_error` is kept by all answers together, not by those of each class. */
  accepted: z.record(z.string(), AcceptedSchema).default({}),
  /** Null where it was not asked for. */
  left_out: LeftOutSchema.nullable().default(null),
  confusion: z.object({
    labels: z.array(z.string()),
    /** Rows: true class; columns: most likely class. */
    counts: z.array(z.array(z.int())),
    /** By true class: documents that were given none. */
    unanswered: z.array(z.int()).default([]),
    /** `counts` with near-duplicates once in each; null where there are none. */
    distinct: z.array(z.array(z.int())).nullable().default(null),
  }),
  coverage: z.array(CoveragePointSchema),
  reliability: z.array(ReliabilityBinSchema),
  /** Accuracy of one plain learner after learning from so many documents. */
  learning_curve: z.array(
    z.object({
      documents: z.int(),
      accuracy: share,
      interval: interval.default(null),
      /** Accuracy more than the point before has, on the same documents, with its 95 % interval (paired bootstrap). */
      gain: z.number().min(-1).max(1).nullable().default(null),
      gain_interval: z.tuple([z.number(), z.number()]).nullable().default(null),
    }),
  ),
  slices: z.object({
    language: z.record(z.string(), SliceSchema),
    words: z.record(z.string(), SliceSchema),
    source: z.record(z.string(), SliceSchema),
  }),
  mistakes: z.array(MistakeSchema),
  /** Against the model that eval was given besides; null where it was given none. */
  comparison: ModelComparisonSchema.nullable().default(null),
  /** What a reader must know before believing a figure. */
  notes: z.array(z.string()),
});
export type Evaluation = z.infer<typeof EvaluationSchema>;
