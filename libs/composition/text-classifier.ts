/** The learner as a library (`docket/learning`): labelled texts in, a classifier out; no workspace, no server, no disk. */
import type { z } from 'zod';
import { CleanTextParamsSchema } from '#config/params/clean-text.params.js';
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import type { TrainParamsSchema } from '#config/params/train.params.js';
import type { CleanDocument } from '#contracts/clean-document.schema.js';
import type { DatasetWarning } from '#contracts/dataset.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ExtractedDocument } from '#contracts/extracted-document.schema.js';
import type { Prediction } from '#contracts/prediction.schema.js';
import type { FileBundle } from '#contracts/stage.js';
import { describeRule } from '#core/evaluation/describe-rule.js';
import { decodeModel } from '#core/learning/decode-model.js';
import { encodeModel } from '#core/learning/encode-model.js';
import type { LearningHost } from '#core/learning/learning-host.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { prepareDataset } from '#core/learning/prepare-dataset.js';
import { trainModel } from '#core/learning/train-model.js';
import { tellLimit } from '#core/learning/unproven-limit.js';
import { cleanDocument } from '#core/text/clean-document.js';
import { cleanText } from '#stages/clean-text.stage.js';
import { checkExamples, checkTrainParams, checkWords, kindOf, tellExamples } from './text-examples.js';
import { docketVersion } from './workspace-origin.js';

export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

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
 * @param params as under `train:` of params.yaml; what is left out has its default
 * @throws DomainError 'request/invalid' and 'config/invalid' for examples and params of a wrong kind, 'dataset/empty',
 *   'dataset/one-class', 'dataset/no-text', 'pipeline/interrupted'
 */
export async function learnTexts(
  examples: readonly LabelledText[],
  params: z.input<typeof TrainParamsSchema> = {},
  host: LearningHost = {},
): Promise<TextClassifier> {
  checkExamples(examples);
  const settings = checkTrainParams(params);
  const cleaning = CleanTextParamsSchema.parse({});
  const documents = examples.map(({ label, text }, number) => {
    const { document } = cleanDocument(pageOf(text), cleaning);
    // A label may hold a slash; it is the first part of a path here.
    const path = `${encodeURIComponent(label)}/${number}`;
    const { language, words } = document;
    return { path, text: document.text, rawText: text, language, words, pages: 1, source: 'plain-text' };
  });
  checkWords(documents);
  const data = prepareDataset(documents, PreprocessParamsSchema.parse({ test_share: 0 }));
  const labels = data.dataset.labels.map(decodeURIComponent);
  const named = { ...data, dataset: { ...data.dataset, labels } };
  const record = { stage: cleanText.name, version: cleanText.version, params: { ...cleaning }, engines: {} };
  const provenance = {
    docket: docketVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    git: null,
    data: null,
    stages: [record],
  };
  const classifier = openClassifier(encodeModel(await trainModel(named, settings, provenance, host)));
  return { ...classifier, warnings: [...tellExamples(data.dataset, examples), ...classifier.warnings] };
}

/** @throws DomainError 'model/…', as decodeModel does; predict throws 'request/invalid' for what is no text */
export function openClassifier(bundle: FileBundle): TextClassifier {
  const model = decodeModel(bundle ?? {});
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

const pageOf = (text: string): ExtractedDocument => ({
  format: 'docket/document@1',
  media_type: 'text/plain',
  bytes: text.length,
  language: 'und',
  engine: { name: 'plain-text', version: '1', languages: [] },
  pages: [
    {
      number: 1,
      width: 0,
      height: 0,
      source: 'plain-text',
      rotation: 0,
      skew: 0,
      text,
      words: [],
      confidence: 1,
    },
  ],
});
