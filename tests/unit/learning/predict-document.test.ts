/** The terms that decided stand where the page has them: pairs of words over both, and every share counted. */

import type { ExtractedDocument } from '#contracts/extracted-document.schema.js';
import { documentFeatures } from '#core/learning/document-features.js';
import { explain } from '#core/learning/explain.js';
import { type LinearModel, modelLogits } from '#core/learning/linear-model.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { trainModel } from '#core/learning/train-model.js';
import { cleanDocument } from '#core/text/clean-document.js';
import { NO_PROVENANCE, TRAIN_PARAMS, writtenDataset } from '../../support/written-dataset.js';
import { writtenDocument } from '../../support/written-documents.js';

const CLEANING = { mask_digits: true, min_confidence: 0.35, stem: false, drop_stop_words: false };

describe('why a document is of its class', () => {
  let model: LinearModel;
  beforeAll(async () => {
    model = await trainModel(writtenDataset(20), TRAIN_PARAMS, NO_PROVENANCE);
  });

  test('a pair of words has the boxes of both, in order, wherever it stands', () => {
    const page = writtenDocument(['Please pay the amount due', 'within thirty days', 'Amount due 9.00']);
    const { document, tokens } = cleanDocument(page, CLEANING);
    const { explanation } = predictDocument(model, document, { explain_terms: 200 }, page, tokens);
    const pair = explanation.find(({ term }) => term.toLowerCase() === 'amount due')!;
    const words = page.pages[0]!.words;
    const boxOf = (line: number, text: string) =>
      words.find((word) => word.line === line && word.text.toLowerCase() === text)!.box;
    expect(pair.boxes).toEqual([
      { page: 1, box: boxOf(0, 'amount') },
      { page: 1, box: boxOf(0, 'due') },
      { page: 1, box: boxOf(2, 'amount') },
      { page: 1, box: boxOf(2, 'due') },
    ]);
  });

  test('of a page without a word the scan is to be checked, of a text file the text', () => {
    const page = writtenDocument([]);
    const file = { ...page, pages: [{ ...page.pages[0]!, source: 'plain-text' as const }] };
    const told = (empty: ExtractedDocument) =>
      predictDocument(model, cleanDocument(empty, CLEANING).document, { explain_terms: 0 }, empty).reason
        ?.message;
    expect(told(page)).toContain('Check the scan');
    expect(told(file)).toMatch(/all of its text(?!.*scan)/);
  });

  test('a pair that crosses a line end has a box on each line', () => {
    const page = writtenDocument(['we ask for the amount', 'due within thirty days']);
    const { document, tokens } = cleanDocument(page, CLEANING);
    const { explanation } = predictDocument(model, document, { explain_terms: 200 }, page, tokens);
    const pair = explanation.find(({ term }) => term.toLowerCase() === 'amount due')!;
    expect(pair.boxes!.map(({ box }) => box[1])).toEqual([100, 130]);
  });

  test('a page that stood on its head has its boxes where they stand in the file', () => {
    const lines = ['Please pay the amount due', 'within thirty days'];
    const boxesOf = (page: ExtractedDocument) => {
      const { document, tokens } = cleanDocument(page, CLEANING);
      const { explanation } = predictDocument(model, document, { explain_terms: 200 }, page, tokens);
      return explanation.find(({ term }) => term === 'amount')!.boxes!;
    };
    const upright = writtenDocument(lines);
    const [first] = upright.pages;
    const [left, top, right, bottom] = boxesOf(upright)[0]!.box;
    const onItsHead = { ...upright, pages: [{ ...first!, rotation: 180 as const }] };
    expect(boxesOf(onItsHead)).toEqual([
      { page: 1, box: [1000 - right, 1400 - bottom, 1000 - left, 1400 - top] },
    ]);
  });

  test('a word that its term is found in twice has its box once', () => {
    const page = writtenDocument(['Please pay the amount due-amount due', 'within thirty days']);
    const { document, tokens } = cleanDocument(page, CLEANING);
    const { explanation } = predictDocument(model, document, { explain_terms: 200 }, page, tokens);
    const told = explanation.flatMap(({ boxes = [] }) => [boxes.map((box) => JSON.stringify(box))]);
    expect(told.length).toBeGreaterThan(3);
    for (const boxes of told) expect(boxes).toEqual([...new Set(boxes)]);
  });

  test('contributions of terms and blocks and the intercepts add up to the score, for any two classes', () => {
    const features = documentFeatures(['Dear Mrs Miller please pay the amount due within thirty days']);
    const logits = modelLogits(model, features);
    for (const [label, against] of [
      [0, 1],
      [2, 0],
    ] as const) {
      const { contributions, intercept } = explain(model, features, 0, label, against);
      const sum = contributions.reduce((total, { weight }) => total + weight, 0);
      expect(sum + intercept).toBeCloseTo(logits[label]! - logits[against]!, 6);
      expect(contributions.some(({ block }) => block === 'shape')).toBe(true);
    }
  });
});
