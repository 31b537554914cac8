/** predict: what a document is, how sure the model is, and why. */

import { CleanTextParamsSchema } from '#config/params/clean-text.params.js';
import { type PredictParams, PredictParamsSchema } from '#config/params/predict.params.js';
import { type CleanDocument, CleanDocumentSchema } from '#contracts/clean-document.schema.js';
import { type ExtractedDocument, ExtractedDocumentSchema } from '#contracts/extracted-document.schema.js';
import { type Prediction, PredictionSchema } from '#contracts/prediction.schema.js';
import { artifact, type FileBundle } from '#contracts/stage.js';
import { decodeModel } from '#core/learning/decode-model.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { cleanDocument } from '#core/text/clean-document.js';
import { defineStage } from './define-stage.js';

export const predict = defineStage<
  { model: FileBundle; document: CleanDocument; extracted: ExtractedDocument | undefined },
  PredictParams,
  { prediction: Prediction }
>({
  name: 'predict',
  version: 7,
  history: {
    1: 'class, confidence, runner-up and the terms that decided, with their boxes',
    2: 'why a document was rejected',
    3: 'a rejected document has no runner-up either',
    4: 'boxes lie on the page of the file; the score with its intercept, blocks and rest',
    5: 'a document that adds nothing to what is assumed beforehand goes to a person',
    6: 'of a text without words it speaks of no scan',
    7: 'of a document that on the whole does not speak for its class: that, and not that nothing does',
  },
  summary: 'Says what a document is, and why',
  unit: 'item',
  inputs: {
    model: artifact.bundle(),
    document: artifact.json(CleanDocumentSchema),
    extracted: artifact.optional(artifact.json(ExtractedDocumentSchema)),
  },
  outputs: { prediction: artifact.json(PredictionSchema) },
  params: PredictParamsSchema,
  tools: [],
  run: ({ inputs: { model: bundle, document, extracted }, params }) => {
    const model = decodeModel(bundle);
    if (!extracted || params.explain_terms === 0) {
      return { prediction: predictDocument(model, document, params, extracted) };
    }
    // The same cleaning as in training, as the model remembers it, tells which word stands where.
    const cleaning = model.description.provenance.stages.find(({ stage }) => stage === 'clean-text')?.params;
    const cleaned = cleanDocument(extracted, CleanTextParamsSchema.parse(cleaning ?? {}));
    const tokens = cleaned.document.text === document.text ? cleaned.tokens : undefined;
    return { prediction: predictDocument(model, document, params, extracted, tokens) };
  },
});
