/** The learner as a library: labelled texts in, a classifier out; no workspace, no server, no disk. */

import { isUint8Array } from 'node:util/types';
import { ThreadTrialPool } from '#adapters/trial-pool/thread-trial-pool.js';
import { CleanTextParamsSchema } from '#config/params/clean-text.params.js';
import type { TrainParams } from '#config/params/train.params.js';
import type { CleanDocument } from '#contracts/clean-document.schema.js';
import type { DatasetWarning } from '#contracts/dataset.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Prediction } from '#contracts/prediction.schema.js';
import type { Provenance } from '#contracts/provenance.schema.js';
import type { FileBundle } from '#contracts/stage.js';
import { visible } from '#contracts/visible-text.js';
import { describeRule } from '#core/evaluation/describe-rule.js';
import { type BundleRemedies, decodeModel } from '#core/learning/decode-model.js';
import { encodeModel } from '#core/learning/encode-model.js';
import type { LearningHost } from '#core/learning/learning-host.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { trainModel } from '#core/learning/train-model.js';
import { encodeTrainingData, type TrainingData } from '#core/learning/training-data.js';
import { tellLimit } from '#core/learning/unproven-limit.js';
import { cleanDocument } from '#core/text/clean-document.js';
import { cleanText } from '#stages/clean-text.stage.js';
import type { StageTools } from '#stages/stage-tools.js';
import { train } from '#stages/train.stage.js';
import { CLEANING, datasetOfTexts, type LabelledText, pageOf } from './text-documents.js';
import { checkTrainParams, kindOf, type LearnParams, tellExamples } from './text-examples.js';
import { checkOptions, heeding, type TextHost } from './text-host.js';
import { docketVersion } from './workspace-origin.js';

export interface TextClassifier {
  readonly labels: readonly string[];
  /** Names and bytes of the files that {@link openClassifier} reads: keep them where you like. */
  readonly bundle: FileBundle;
  /** What to know before its answers are believed; of an opened one only what the bundle itself tells. */
  readonly warnings: readonly DatasetWarning[];
  /** @param terms most words to name as the reason; 0 is fastest */
  predict(text: string, terms?: number): Prediction;
}

/**
 * Learns from all of the texts; confidence and thresholds come from parts of them that were held out in turn.
 * @param params as under `train:` of params.yaml, but for `layout` and `picture`, which texts have none of; what is left
 *   out has its default
 * @throws DomainError 'request/invalid' and 'config/invalid' for examples and params of a wrong kind, 'dataset/empty',
 *   'dataset/one-class', 'dataset/no-text', 'dataset/labels-alike', 'pipeline/interrupted'
 */
export async function learnTexts(
  examples: readonly LabelledText[],
  params: LearnParams = {},
  host: TextHost = {},
): Promise<TextClassifier> {
  const settings = checkTrainParams(params, 'learnTexts');
  checkOptions(host, { place: 'third', caller: 'learnTexts' });
  return heeding(host, async (heeded) => {
    const data = await datasetOfTexts(examples, 'learnTexts', heeded);
    const classifier = openClassifier(await learnBundle(data, settings, heeded, host));
    return { ...classifier, warnings: [...tellExamples(data.dataset, examples), ...classifier.warnings] };
  });
}

async function learnBundle(
  data: TrainingData,
  settings: TrainParams,
  heeded: LearningHost,
  host: TextHost,
): Promise<FileBundle> {
  const provenance = textProvenance(settings);
  if (settings.search.trials === 0) return encodeModel(await trainModel(data, settings, provenance, heeded));
  const tools: Partial<StageTools> = {
    trials: new ThreadTrialPool(new URL('./trial.worker.js', import.meta.url)),
  };
  // Just as the stage of a workspace searches.
  const { model } = await train.run({
    inputs: { dataset: encodeTrainingData(data) },
    params: settings,
    // It uses no other tool: they are what it declares.
    tools: tools as StageTools,
    context: {
      signal: heeded.signal ?? new AbortController().signal,
      progress: (done, total, note = '') => heeded.progress?.(done, total, note),
      log: (sentence) => host.log?.(sentence),
      provenance,
    },
  });
  return model;
}

export const textProvenance = (settings: TrainParams): Provenance => ({
  docket: docketVersion(),
  node: process.version,
  platform: `${process.platform}-${process.arch}`,
  git: null,
  data: null,
  stages: [
    { stage: cleanText.name, version: cleanText.version, params: { ...CLEANING }, engines: {} },
    { stage: train.name, version: train.version, params: { ...settings }, engines: {} },
  ],
});

/** What a program can do about a bundle that it cannot open. */
export const OF_PROGRAM: BundleRemedies = {
  restore:
    'Give openClassifier every file of `bundle` as learnTexts returned it, by its name, or learn again.',
  train: 'Learn again with learnTexts.',
};

function checkBytes(bundle: Readonly<Record<string, unknown>>): void {
  for (const [name, bytes] of Object.entries(bundle)) {
    if (bytes === undefined || isUint8Array(bytes)) continue;
    throw new DomainError(
      'request/invalid',
      `The file '${visible(name)}' of this bundle is ${kindOf(bytes)}, no Uint8Array. Give openClassifier the bytes of each file, as readFile gives them; of an ArrayBuffer new Uint8Array(buffer).`,
      { file: name },
    );
  }
}

/** @throws DomainError 'request/invalid' for files that are no bytes, 'model/…' as decodeModel does; predict throws 'request/invalid' for what is no text */
export function openClassifier(bundle: FileBundle): TextClassifier {
  checkBytes(bundle ?? {});
  const model = decodeModel(bundle ?? {}, OF_PROGRAM);
  const record = model.description.provenance.stages.find(({ stage }) => stage === cleanText.name);
  const cleaning = CleanTextParamsSchema.parse(record?.params ?? {});
  const doubt = tellLimit(describeRule(model.description));
  const clean = (text: string): CleanDocument => cleanDocument(pageOf(text), cleaning).document;
  return {
    labels: model.description.labels,
    bundle,
    warnings: doubt ? [doubt] : [],
    predict: (text, terms = 12) => {
      if (typeof text !== 'string') {
        throw new DomainError('request/invalid', `predict takes a text; this is ${kindOf(text)}.`);
      }
      return predictDocument(model, clean(text), { explain_terms: terms });
    },
  };
}
