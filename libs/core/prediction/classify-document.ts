/** The prediction flow for one document: its bytes through every stage, as the model was trained, to an answer. */

import { DomainError } from '#contracts/domain-error.js';
import type { ExtractedDocument } from '#contracts/extracted-document.schema.js';
import { ExtractedDocumentSchema } from '#contracts/extracted-document.schema.js';
import type { WorkingState } from '#contracts/model-status.schema.js';
import { type DocumentAnswer, type Prediction, PredictionSchema } from '#contracts/prediction.schema.js';
import type { Provenance } from '#contracts/provenance.schema.js';
import type { Artifact, FileBundle, SourceFile } from '#contracts/stage.js';
import type { StageInvoker } from '#ports/stage-invoker.port.js';
import { pageInFile } from '../documents/page-in-file.js';
import type { FlowStep, PredictionFlow } from './bind-flow.js';
import type { EngineDifference } from './repeat-training.js';

export interface PreparedModel {
  name: string;
  version: string;
  bundle: FileBundle;
  provenance: Provenance;
  /** By stage, from {@link repeatTraining}. */
  params: Readonly<Record<string, unknown>>;
  differences: readonly EngineDifference[];
}

export interface ClassifyCall {
  flow: PredictionFlow;
  model: PreparedModel;
  invoker: StageInvoker;
  source: SourceFile;
  signal: AbortSignal;
  onState?: (state: WorkingState) => void;
  log?: (sentence: string) => void;
}

export interface Classified {
  answer: DocumentAnswer;
  /** What was read; null where reading failed. */
  extracted: ExtractedDocument | null;
}

/**
 * @throws DomainError 'pipeline/interrupted' where `signal` is aborted, and any error that is not the document's
 *   own (see {@link failedAnswer}, which makes an answer of those)
 */
export async function classifyDocument(call: ClassifyCall): Promise<Classified> {
  return answerOf(call, await runSteps(call, call.flow.steps, {}));
}

/** The steps up to what was read. @throws as {@link classifyDocument} */
export async function readDocumentOf(call: ClassifyCall): Promise<ExtractedDocument> {
  const { steps, extracted } = call.flow;
  const reader = steps.findIndex(({ stage }) => stage === extracted.stage);
  return extractedIn(call, await runSteps(call, steps.slice(0, reader + 1), {}));
}

/** All steps but the one that reads. @throws as {@link classifyDocument} */
export async function classifyExtracted(call: ClassifyCall, read: ExtractedDocument): Promise<Classified> {
  const { steps, extracted } = call.flow;
  const others = steps.filter(({ stage }) => stage !== extracted.stage);
  return answerOf(call, await runSteps(call, others, { [extracted.stage]: { [extracted.output]: read } }));
}

/** What each step gave, by the names of steps and outputs. */
type Made = Record<string, Record<string, unknown>>;

async function runSteps(call: ClassifyCall, steps: readonly FlowStep[], before: Made): Promise<Made> {
  const { model, source, signal } = call;
  const made = { ...before };
  for (const step of steps) {
    call.onState?.(stateOf(step));
    const inputs: Record<string, unknown> = {};
    for (const [input, origin] of Object.entries(step.sources)) {
      if (origin.from === 'upload') inputs[input] = source;
      else if (origin.from === 'model') inputs[input] = model.bundle;
      else if (origin.from === 'step') inputs[input] = made[origin.stage]?.[origin.output];
      else inputs[input] = undefined;
    }
    made[step.stage] = await call.invoker.invoke({
      stage: step.stage,
      inputs,
      params: model.params[step.stage],
      context: {
        signal,
        progress: () => undefined,
        log: call.log ?? (() => undefined),
        provenance: model.provenance,
      },
    });
  }
  return made;
}

const extractedIn = ({ flow }: ClassifyCall, made: Made) =>
  made[flow.extracted.stage]![flow.extracted.output] as ExtractedDocument;

function answerOf(call: ClassifyCall, made: Made): Classified {
  const { flow, model, source } = call;
  const extracted = extractedIn(call, made);
  const prediction = made[flow.prediction.stage]![flow.prediction.output] as Prediction;
  const warnings = [...pageWarnings(extracted), ...engineWarnings(extracted, model.differences)];
  const geometry = extracted.pages.flatMap((page) => pageInFile(page)?.geometry ?? []);
  const answer: DocumentAnswer = {
    file: source.path,
    ...prediction,
    model: { name: model.name, version: model.version },
    pages: extracted.pages.length,
    language: extracted.language,
    ...(geometry.length > 0 && { page_geometry: geometry }),
    ...(warnings.length > 0 && { warnings }),
  };
  return { answer, extracted };
}

/** The answer for a document that has none: the reason, never a class. */
export function failedAnswer(
  file: string,
  error: unknown,
  model: { name: string; version: string } | null = null,
): DocumentAnswer {
  const { code, message } =
    error instanceof DomainError
      ? error
      : {
          code: 'internal/unexpected',
          message: 'Docket failed in an unexpected way; the log has the details. Please report it.',
        };
  return {
    file,
    status: 'failed',
    label: null,
    confidence: null,
    runner_up: null,
    labels: [],
    model,
    pages: 0,
    language: 'und',
    explanation: [],
    error: { code, message },
  };
}

function stateOf({ definition }: FlowStep): WorkingState {
  const schemas = Object.values<Artifact<unknown>>(definition.outputs).map(({ schema }) => schema);
  if (schemas.includes(ExtractedDocumentSchema)) return 'reading';
  return schemas.includes(PredictionSchema) ? 'predicting' : 'cleaning';
}

type Warnings = NonNullable<DocumentAnswer['warnings']>;

const pageWarnings = ({ pages }: ExtractedDocument): Warnings =>
  pages.flatMap(({ number, error }) =>
    error ? [{ code: error.code, message: `Page ${number}: ${error.message}` }] : [],
  );

/** Only where this document was read by OCR: text layers and plain text are the same with every engine. */
function engineWarnings({ pages }: ExtractedDocument, differences: readonly EngineDifference[]): Warnings {
  if (!pages.some(({ source }) => source === 'ocr')) return [];
  return differences
    .filter(({ engine }) => engine === 'ocr')
    .map(({ trained, now }) => ({
      code: 'model/other-engine',
      message: `This document was read by ${now}, the model's own by ${trained}; its confidence may be off. Set DOCKET_OCR_ENGINE, or train again: docket repro.`,
    }));
}
