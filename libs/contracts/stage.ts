/**
 * The shape of a stage: a name, a version, typed inputs, outputs and params, and a plain function.
 *
 *   inputs ──► run({ inputs, params, tools, context }) ──► outputs
 *
 * A stage never loads or saves. Its host (the pipeline runner, or a service) turns files or references into
 * the values declared here, and back.
 */
import { z } from 'zod';
import type { Provenance } from './provenance.schema.js';

export const STAGE_NAMES = ['etl', 'clean-text', 'preprocess', 'train', 'eval', 'predict'] as const;
export const StageNameSchema = z.enum(STAGE_NAMES);
export type StageName = z.infer<typeof StageNameSchema>;

/** A file as a person gave it. The name is for messages only: its type is found from its bytes. */
export interface SourceFile {
  path: string;
  bytes: Uint8Array;
}

/** A directory of JSON documents of one shape; read one by one, so that size is bounded by the largest. */
export interface JsonCollection<T> {
  /** Relative paths with '/' between, in code-point order. */
  readonly paths: readonly string[];
  /** @throws DomainError 'workspace/unreadable' where the document is not of the declared shape. */
  read(path: string): Promise<T>;
}

/** A directory of named files, whole in memory (a model). Treat as immutable: hosts share it between calls. */
export type FileBundle = Readonly<Record<string, Uint8Array>>;

export type ArtifactKind = 'file' | 'json' | 'text' | 'collection' | 'bundle';

/** How one input or output lies on disk. `T` is the value a stage sees. */
export interface Artifact<T> {
  readonly kind: ArtifactKind;
  readonly schema?: z.ZodType;
  /** Inputs only: the stage also runs without it (`deps` simply ends before it); the value is then undefined. */
  readonly optional?: boolean;
  /** Never set; carries the type. */
  readonly value?: T;
}

export const artifact = {
  /** Any file, as bytes with its name. */
  file: (): Artifact<SourceFile> => ({ kind: 'file' }),
  /** One JSON file of a shape. */
  json: <T>(schema: z.ZodType<T>): Artifact<T> => ({ kind: 'json', schema }),
  /** One UTF-8 text file. */
  text: (): Artifact<string> => ({ kind: 'text' }),
  /** A directory of JSON files of one shape. Inputs only. */
  collection: <T>(schema: z.ZodType<T>): Artifact<JsonCollection<T>> => ({ kind: 'collection', schema }),
  /** A directory of named files. */
  bundle: (): Artifact<FileBundle> => ({ kind: 'bundle' }),
  /** An input that pipelines.yaml may leave out; only at the end of the list. */
  optional: <T>(inner: Artifact<T>): Artifact<T | undefined> =>
    ({ ...inner, optional: true }) as Artifact<T | undefined>,
};

export type Artifacts<Values> = { readonly [Key in keyof Values]: Artifact<Values[Key]> };

/** What a run may tell and must heed. */
export interface StageContext {
  /** Aborted on Ctrl-C, cancel or lost lease; a stage stops soon after and rejects. */
  readonly signal: AbortSignal;
  /** Whole stages report how far they are; `total` 0 where unknown. */
  progress(done: number, total: number, note?: string): void;
  /** A sentence for the operator. */
  log(sentence: string): void;
  /** Where this run's inputs come from. */
  readonly provenance: Provenance;
}

/** What outputs lack although they can be used. */
export interface Shortfall {
  code: string;
  /** What is lacking, and how to mend it. */
  message: string;
  /** Whether the same file may give it another time: under `each:`, the next runs try again. */
  passing: boolean;
}

export interface StageDefinition<Inputs, Params, Outputs, Tools = unknown> {
  readonly name: StageName;
  /** Raised whenever the same inputs may give another output; part of every fingerprint. */
  readonly version: number;
  /** One line per version: what changed. */
  readonly history: Readonly<Record<number, string>>;
  /** One sentence for `docket dag` and the docs. */
  readonly summary: string;
  /** 'item': one file in, one out; runs file by file under `each:`. 'whole': sees everything at once. */
  readonly unit: 'item' | 'whole';
  /** In the order in which `deps` of pipelines.yaml gives them. */
  readonly inputs: Artifacts<Inputs>;
  /** In the order in which `outs`, then `metrics`, then `plots` of pipelines.yaml give them. */
  readonly outputs: Artifacts<Outputs>;
  /** The section of params.yaml of the stage's name; defaults included. */
  readonly params: z.ZodType<Params>;
  /** The tools it needs; their versions are part of the fingerprint. */
  readonly tools: readonly (keyof Tools & string)[];
  run(call: {
    inputs: Inputs;
    params: Params;
    tools: Tools;
    context: StageContext;
  }): Promise<Outputs> | Outputs;
  /** What these outputs lack; runs tell it beside their results. Absent: a stage gives all or fails. */
  shortfalls?(outputs: Outputs): readonly Shortfall[];
}

/** A stage of any types, as hosts and planners handle it. */
// biome-ignore lint/suspicious/noExplicitAny: hosts validate values against the declared schemas instead
export type AnyStage = StageDefinition<any, any, any, any>;
