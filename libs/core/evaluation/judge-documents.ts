/** Lets the model judge the documents that were kept back, just as it would judge new ones. */

import { TokenCorpus } from '../features/token-corpus.js';
import type { LinearModel } from '../learning/linear-model.js';
import { modelLogits } from '../learning/linear-model.js';
import { predictDocument } from '../learning/predict-document.js';
import { softmax } from '../learning/softmax.js';
import type { TrainingData } from '../learning/training-data.js';
import type { Judgement } from './judgement.js';

export function judgeDocuments(model: LinearModel, data: TrainingData): Judgement[] {
  const judgements: Judgement[] = [];
  data.dataset.documents.forEach(({ part, label, language, words, pages }, document) => {
    if (part !== 'test') return;
    const text = data.texts[document]!;
    const clean = {
      format: 'docket/clean-text@1' as const,
      text,
      language,
      language_confidence: 1,
      words,
      pages,
    };
    const { status } = predictDocument(model, clean, { explain_terms: 0 });
    const probabilities = softmax(modelLogits(model, TokenCorpus.of([text])));
    judgements.push({ document, label, predicted: highest(probabilities), status, probabilities });
  });
  return judgements;
}

const highest = (values: Float64Array): number =>
  values.reduce((best, value, at) => (value > values[best]! ? at : best), 0);
