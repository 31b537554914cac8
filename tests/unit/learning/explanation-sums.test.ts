/** What an answer gives as its reasons adds up to the score, and the score to the confidence, whatever learned it. */
import { type TrainParams, TrainParamsSchema } from '#config/params/train.params.js';
import { LEARNERS } from '#contracts/learner.js';
import type { Prediction } from '#contracts/prediction.schema.js';
import { pageFigures } from '#core/learning/document-features.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { trainModel } from '#core/learning/train-model.js';
import { cleanDocument } from '#core/text/clean-document.js';
import { NO_PROVENANCE, writtenDataset } from '../../support/written-dataset.js';
import { labelledDocuments, writtenDocument } from '../../support/written-documents.js';

const CLEANING = { mask_digits: true, min_confidence: 0.35, stem: false, drop_stop_words: false };
const PER_CLASS = 12;

/** The written dataset with the layout of its pages, in the order of its documents. */
function datasetWithPages() {
  const data = writtenDataset(PER_CLASS);
  const pages = labelledDocuments(PER_CLASS);
  const layouts = data.dataset.documents.map(({ path }) => pageFigures(pages[`${path}.json`]!).layout);
  const width = layouts[0]!.length;
  const layout = new Float32Array(layouts.length * width);
  layouts.forEach((own, at) => {
    layout.set(own, at * width);
  });
  return { ...data, figures: { ...data.figures, layout } };
}

const sum = (weights: readonly { weight: number }[]): number =>
  weights.reduce((total, { weight }) => total + weight, 0);

function checkSums({ labels, explanation, score }: Prediction): void {
  const [first, second] = labels;
  const { value, against_value, difference, intercept, blocks, rest } = score!;
  expect([score!.label, score!.against]).toEqual([first!.label, second!.label]);
  expect(Math.abs(value - against_value - difference)).toBeLessThan(1e-6);
  expect(Math.abs(Math.log(first!.confidence / second!.confidence) - difference)).toBeLessThan(1e-6);
  expect(Math.abs(intercept + sum(blocks) - difference)).toBeLessThan(1e-6);
  expect(Math.abs(intercept + sum(explanation) + rest - difference)).toBeLessThan(1e-6);
}

const FIGURES_OFF = { shape: { weight: 0 }, layout: { weight: 0 }, picture: { weight: 0 } };
const recipes: [string, unknown, string[]][] = [
  ...LEARNERS.map((learner): [string, unknown, string[]] => [
    `${learner} alone`,
    { text: { learners: [learner] }, ...FIGURES_OFF },
    ['word', 'char'],
  ]),
  ['all learners and blocks, stacked', { text: { learners: LEARNERS } }, ['word', 'char', 'shape', 'layout']],
];

test.each(recipes)('%s', async (_, recipe, blocks) => {
  const params: TrainParams = TrainParamsSchema.parse(recipe);
  const model = await trainModel(datasetWithPages(), params, NO_PROVENANCE);
  for (const lines of [
    ['Please pay the amount due', 'within thirty days', 'Amount due 9.00'],
    ['Dear Mrs Miller', 'thank you for the sugar and butter', 'Yours sincerely'],
    ['take two eggs', 'tax tax tax', 'no word of these is known: xylophone'],
  ]) {
    const page = writtenDocument(lines);
    const { document, tokens } = cleanDocument(page, CLEANING);
    const answer = predictDocument(model, document, { explain_terms: 3 }, page, tokens);
    checkSums(answer);
    expect(answer.explanation).toHaveLength(3);
    expect(answer.score!.rest).not.toBe(0);
    expect(answer.score!.blocks.map(({ block }) => block)).toEqual(blocks);
    const whole = predictDocument(model, document, { explain_terms: 200 }, page, tokens);
    checkSums(whole);
    expect(whole.score!.rest).toBe(0);
    expect(sum(whole.explanation)).toBeCloseTo(sum(answer.explanation) + answer.score!.rest, 6);
  }
});
