/**
 * Runs one stage somewhere: in this process, or in a worker behind a transport. The orchestrator and the pipeline
 * runner are its only callers.
 *
 * Promises: inputs and outputs are values as the stage declares them, validated; an error arrives as the
 * DomainError that the stage threw, whichever process it ran in.
 */
import type { StageContext, StageName } from '#contracts/stage.js';

export interface StageCall {
  stage: StageName;
  inputs: Record<string, unknown>;
  /** The stage's section of params.yaml or of a model's provenance, already complete. */
  params: unknown;
  context: StageContext;
}

export abstract class StageInvoker {
  /** @throws DomainError of the stage, or 'service/unavailable', 'service/timeout' */
  abstract invoke(call: StageCall): Promise<Record<string, unknown>>;
  /** Engine name to version for the stage's tools as they would run now, e.g. { ocr: 'tesseract.js 7.0.0 …' }. */
  abstract engines(stage: StageName): Promise<Record<string, string>>;
}
