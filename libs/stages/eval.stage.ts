/** eval: measures the model on the documents kept back. */

import { type EvalParams, EvalParamsSchema } from '#config/params/eval.params.js';
import { DomainError } from '#contracts/domain-error.js';
import { type Evaluation, EvaluationSchema } from '#contracts/evaluation.schema.js';
import { type ExtractedDocument, ExtractedDocumentSchema } from '#contracts/extracted-document.schema.js';
import { artifact, type FileBundle, type JsonCollection } from '#contracts/stage.js';
import { evaluate } from '#core/evaluation/evaluate.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { learningCurve } from '#core/evaluation/learning-curve.js';
import { thumbnailImage } from '#core/evaluation/thumbnail-image.js';
import { writeReport } from '#core/evaluation/write-report.js';
import { decodeModel } from '#core/learning/decode-model.js';
import { decodeTrainingData } from '#core/learning/training-data.js';
import { defineStage } from './define-stage.js';

export const evaluation = defineStage<
  { dataset: FileBundle; model: FileBundle; extracted: JsonCollection<ExtractedDocument> },
  EvalParams,
  { report: string; metrics: Evaluation }
>({
  name: 'eval',
  version: 1,
  history: { 1: 'accuracy, F1, confusion, coverage, reliability and mistakes, with intervals' },
  summary: 'Measures the model on the documents kept back',
  unit: 'whole',
  inputs: {
    dataset: artifact.bundle(),
    model: artifact.bundle(),
    extracted: artifact.collection(ExtractedDocumentSchema),
  },
  outputs: { report: artifact.text(), metrics: artifact.json(EvaluationSchema) },
  params: EvalParamsSchema,
  tools: [],
  run: async ({ inputs, params, context }) => {
    const data = decodeTrainingData(inputs.dataset);
    const model = decodeModel(inputs.model);
    const judgements = judgeDocuments(model, data);
    const masked = judgeDocuments(model, data, (text) => text.replace(/\p{Nd}/gu, '0'));
    const curve = params.learning_curve ? await learningCurve(data, { signal: context.signal }) : [];
    const metrics = evaluate(data.dataset, judgements, params.mistakes, { masked, learningCurve: curve });
    for (const note of metrics.notes.slice(0, 1)) context.log(note);
    const shown = metrics.mistakes.slice(0, params.pictures).map(({ path }) => path);
    const pictures = await picturesOf(shown, inputs.extracted);
    // The report lies in reports/, the scans in data/raw/.
    return { metrics, report: writeReport(metrics, { pictures, rawFolder: '../data/raw/' }) };
  },
});

async function picturesOf(
  paths: readonly string[],
  extracted: JsonCollection<ExtractedDocument>,
): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  const known = new Set(extracted.paths);
  for (const path of paths) {
    const file = known.has(`${path}.json`) ? `${path}.json` : path;
    try {
      const thumbnail = (await extracted.read(file)).pages[0]?.thumbnail;
      const image = thumbnail && thumbnailImage(thumbnail);
      if (image) pictures.set(path, image);
    } catch (error) {
      // A picture is a help; the report stands without it.
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return pictures;
}
