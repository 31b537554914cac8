/** Lets the model judge the documents that were kept back, just as it would judge new ones. */
import { answerStatus } from '../learning/answer-status.js';
import { answerOf, bestOf } from '../learning/decide.js';
import { documentFeatures, FIGURE_WIDTHS, pickFigures } from '../learning/document-features.js';
import { leadOf } from '../learning/evidence.js';
import { familiarityOf } from '../learning/familiarity.js';
import {
  type LinearModel,
  modelLogits,
  modelMeasures,
  shapeScores,
  termRows,
} from '../learning/linear-model.js';
import { softmax } from '../learning/softmax.js';
import type { TrainingData } from '../learning/training-data.js';
import type { Judgement } from './judgement.js';

/** @param change what to do to each text first (masking its digits, say) */
export function judgeDocuments(
  model: LinearModel,
  data: TrainingData,
  change: (text: string) => string = (text) => text,
): Judgement[] {
  const { documents } = data.dataset;
  const { decision } = model.description;
  const tested = Int32Array.from([...documents.keys()].filter((at) => documents[at]!.part === 'test'));
  const features = documentFeatures(
    Array.from(tested, (at) => change(data.texts[at]!)),
    {
      layout: pickFigures(data.figures.layout, FIGURE_WIDTHS.layout, tested),
      picture: pickFigures(data.figures.picture, FIGURE_WIDTHS.picture, tested),
    },
  );
  const rows = termRows(model, features);
  const logits = modelLogits(model, features, rows);
  const names = model.description.labels;
  const places = names.map((name) => data.dataset.labels.indexOf(name));
  return Array.from(tested, (document, at) => {
    const own = logits.slice(at * names.length, (at + 1) * names.length);
    const measures = modelMeasures(model, features, rows, at, own);
    const familiarity = familiarityOf(measures, model.description.familiarity.measures);
    const lead = leadOf(own, model.intercepts, shapeScores(model, features, at));
    const theirs = softmax(own);
    const best = bestOf(theirs);
    const { label, words, language } = documents[document]!;
    if (words < decision.min_words) return unanswered(document, label, familiarity, data);
    const status = answerStatus(answerOf(theirs), lead, { words, language }, familiarity, decision);
    const probabilities = new Float64Array(data.dataset.labels.length);
    places.forEach((place, from) => {
      if (place >= 0) probabilities[place] = theirs[from]!;
    });
    return {
      document,
      label,
      predicted: places[best]!,
      answer: names[best]!,
      status,
      familiarity,
      probabilities,
    };
  });
}

/** Whatever its picture looks like: a new document of so few words is given no class. */
const unanswered = (
  document: number,
  label: number,
  familiarity: number,
  { dataset: { labels } }: TrainingData,
): Judgement => ({
  ...{ document, label, predicted: -1, answer: null, status: 'unanswered', familiarity },
  probabilities: new Float64Array(labels.length),
});
