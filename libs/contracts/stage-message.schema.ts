/** What crosses between the process that calls a stage and the one that runs it. */
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from './error-codes.js';
import { ProvenanceSchema } from './provenance.schema.js';
import type { StageName } from './stage.js';

/** Cargo up to this many bytes travels inside the message; what is larger goes through the object store. */
export const INLINE_BYTES = 64 * 1024;

/** Of chance: equal contents of two calls are two objects, so that neither deletes the other's. */
export const ONCE_MARK_BYTES = 16;

export const CargoSchema = z.union([
  z.object({ inline: z.base64() }),
  z.object({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int().nonnegative(),
    /** Made for this call alone: a mark of ONCE_MARK_BYTES stands before the content, and the caller deletes it. */
    once: z.literal(true).optional(),
  }),
]);
export type Cargo = z.infer<typeof CargoSchema>;

/** A declared input or output on its way; `kind` as in the stage's declaration, 'none' where it is left out. */
export const TravellingValueSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('file'), path: z.string(), cargo: CargoSchema }),
  z.object({ kind: z.literal('json'), cargo: CargoSchema }),
  z.object({ kind: z.literal('text'), cargo: CargoSchema }),
  z.object({ kind: z.literal('bundle'), files: z.record(z.string(), CargoSchema) }),
  z.object({ kind: z.literal('collection'), documents: z.array(z.tuple([z.string(), CargoSchema])) }),
]);
export type TravellingValue = z.infer<typeof TravellingValueSchema>;

export const StageRequestSchema = z.object({
  /** Chosen by the caller; names the run in a later cancel. */
  call: z.string(),
  /** Of the request or document this run serves; for logs. */
  trace: z.string().optional(),
  inputs: z.record(z.string(), TravellingValueSchema),
  params: z.unknown(),
  provenance: ProvenanceSchema,
  /** What the results are made with wherever they are made; a worker that is otherwise refuses. */
  requires: z.object({ version: z.int(), engines: z.record(z.string(), z.string()) }).optional(),
});
export type StageRequest = z.infer<typeof StageRequestSchema>;

const ErrorCodeSchema = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]);

export const DomainErrorSchema = z.object({
  code: ErrorCodeSchema,
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
  retryable: z.boolean(),
});

/** A run answers with any number of 'progress' and 'log', then one 'done' or 'failed'. */
export const StageReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.number(), total: z.number(), note: z.string().optional() }),
  z.object({ type: z.literal('log'), sentence: z.string() }),
  z.object({ type: z.literal('done'), outputs: z.record(z.string(), TravellingValueSchema) }),
  z.object({ type: z.literal('failed'), error: DomainErrorSchema }),
]);
export type StageReply = z.infer<typeof StageReplySchema>;

export const StageCancelSchema = z.object({ call: z.string() });
export type StageCancel = z.infer<typeof StageCancelSchema>;

/** Engine name to version, or why they cannot be told. */
export const EnginesReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('engines'), version: z.int(), engines: z.record(z.string(), z.string()) }),
  z.object({ type: z.literal('failed'), error: DomainErrorSchema }),
]);
export type EnginesReply = z.infer<typeof EnginesReplySchema>;

export const stageTopics = (stage: StageName) => ({
  run: `stage.${stage}.run`,
  cancel: `stage.${stage}.cancel`,
  engines: `stage.${stage}.engines`,
});
