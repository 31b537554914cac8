/** Versions of a model as the registry keeps them, the names that point at them, and who moved those. */
import { z } from 'zod';
import { DecisionRuleSchema } from './evaluation.schema.js';
import { StrongestTermsSchema } from './model-bundle.schema.js';
import { ProvenanceSchema } from './provenance.schema.js';
import { StoredTextSchema } from './stored-text.schema.js';

/** The alias that predicts. */
export const LIVE = 'live';
/** Names a version where one is asked for: the newest, and whatever lies in the workspace. */
export const LATEST = 'latest';
export const WORKSPACE = 'workspace';

/** First digits of a bundle's sha256: twelve hex digits tell a trillion models apart and can be read aloud. */
export const VERSION_DIGITS = 12;

export const NewModelVersionSchema = z.object({
  /** Of the model: the name of its folder. */
  name: z.string(),
  /** As answers name it: the first digits of `signature`. */
  version: z.string().regex(new RegExp(`^[0-9a-f]{${VERSION_DIGITS}}$`)),
  /** sha256 of bundle.json, which names the sha256 of every other file. */
  signature: z.string().regex(/^[0-9a-f]{64}$/),
  registered_at: z.iso.datetime(),
  registered_by: z.string(),
  /** One sentence: what made it. */
  cause: z.string(),
  labels: z.array(z.string()),
  /** That it learned from. */
  documents: z.int().nonnegative(),
  /** Of its bundle. */
  bytes: z.int().nonnegative(),
  /** Data, params, code and commit that it was made of. */
  provenance: ProvenanceSchema,
  /** By the path of the file they were written to; null where it was never evaluated. */
  metrics: z.record(z.string(), z.unknown()).nullable(),
});
export type NewModelVersion = z.infer<typeof NewModelVersionSchema>;

export const ModelVersionSchema = NewModelVersionSchema.extend({
  /** In the order of registration, from 1; names it as well as `version` does. */
  number: z.int().positive(),
  aliases: z.array(z.string()),
  /** Only where one version is asked for, and its bundle is in the store of models. */
  strongest: StrongestTermsSchema.optional(),
  /** When its answers stand, where its bundle is in the store of models. */
  rule: DecisionRuleSchema.optional(),
}).meta({ id: 'ModelVersion' });
export type ModelVersion = z.infer<typeof ModelVersionSchema>;

export const ModelPageSchema = z.object({
  models: z.array(ModelVersionSchema),
  next: z.string().nullable(),
  /** Whether `live` follows whatever model lies in the workspace; false where somebody chose a version. */
  following: z.boolean(),
});
export type ModelPage = z.infer<typeof ModelPageSchema>;

export const AliasNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/)
  .refine((name) => ![LATEST, WORKSPACE].includes(name), 'has a meaning of its own')
  .refine((name) => !/^[0-9a-f]{12}$/.test(name), 'looks like a version');

export const AliasMoveSchema = z
  .object({
    alias: z.string(),
    /** Where it points since; null where it was taken away. */
    version: z.string().nullable(),
    number: z.int().positive().nullable(),
    /** Where it pointed before. */
    previous: z.string().nullable(),
    /** 'followed': nobody chose it; the workspace had another model, and the alias follows that. */
    kind: z.enum(['promoted', 'rolled-back', 'followed', 'removed']),
    moved_at: z.iso.datetime(),
    moved_by: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'AliasMove' });
export type AliasMove = z.infer<typeof AliasMoveSchema>;

/** What became of a wish to move an alias: the move that brought it to where it is. */
export const AliasMovedSchema = AliasMoveSchema.extend({
  /** False where it was there already: then the move is the earlier one, and nothing was written. */
  changed: z.boolean(),
}).meta({ id: 'AliasMoved' });
export type AliasMoved = z.infer<typeof AliasMovedSchema>;

export const MovePageSchema = z.object({ moves: z.array(AliasMoveSchema), next: z.string().nullable() });
export type MovePage = z.infer<typeof MovePageSchema>;

/** Where whoever asks says no name. */
export const NOBODY = 'API';

/** Who moves an alias, and why. */
export const MoveNoteSchema = z.strictObject({
  reason: StoredTextSchema.max(1_000).default(''),
  by: StoredTextSchema.min(1).max(200).default(NOBODY),
});
export type MoveNote = z.infer<typeof MoveNoteSchema>;
