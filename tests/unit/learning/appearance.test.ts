/** A page that looks like none of the training pages is not answered as if it did, whatever its words say. */

import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import type { ExtractedDocument } from '#contracts/extracted-document.schema.js';
import { appearanceOf } from '#core/learning/appearance.js';
import { decodeModel } from '#core/learning/decode-model.js';
import { documentFeatures, pageFigures } from '#core/learning/document-features.js';
import { encodeModel, sha256 } from '#core/learning/encode-model.js';
import { familiarityOf } from '#core/learning/familiarity.js';
import { type LinearModel, modelLogits, modelMeasures, termRows } from '#core/learning/linear-model.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { prepareDataset } from '#core/learning/prepare-dataset.js';
import { trainModel } from '#core/learning/train-model.js';
import { cleanDocument } from '#core/text/clean-document.js';
import { NO_PROVENANCE, TRAIN_PARAMS, writtenLabelled } from '../../support/written-dataset.js';
import { labelledDocuments } from '../../support/written-documents.js';

const CLEANING = { mask_digits: true, min_confidence: 0, stem: false, drop_stop_words: false };

/** The same words, photographed from afar and askew: small, down the right edge of the page. */
function strewn(document: ExtractedDocument): ExtractedDocument {
  const [page] = document.pages as [ExtractedDocument['pages'][0]];
  const words = page.words.map((word, at) => ({
    ...word,
    box: [900, 300 + at * 40, 904, 303 + at * 40] as [number, number, number, number],
  }));
  return { ...document, pages: [{ ...page, words }] };
}

const pages = labelledDocuments(31);
const letter = Object.values(pages).find((page) => page.pages[0]!.text.startsWith('Dear'))!;

describe('a page that looks like no training page', () => {
  let model: LinearModel;
  beforeAll(async () => {
    const documents = writtenLabelled(30).map((one) => ({
      ...one,
      figures: pageFigures(pages[`${one.path}.json`]!),
    }));
    const settings = PreprocessParamsSchema.parse({ duplicate_overlap: 0.95, test_share: 0 });
    const learned = await trainModel(prepareDataset(documents, settings), TRAIN_PARAMS, NO_PROVENANCE);
    // Layout has no say in which class it is, and what claims it none in how familiar it is: the words are as sure as before.
    const silent = ({ name, weights }: { name: string; weights: Float32Array }) =>
      name === 'layout' ? new Float32Array(weights.length) : weights;
    const { description } = learned;
    const references = description.familiarity.measures.filter(
      ({ name }) => name !== 'energy' && name !== 'claim',
    );
    model = {
      ...learned,
      figures: learned.figures.map((block) => ({ ...block, weights: silent(block) })),
      description: { ...description, familiarity: { ...description.familiarity, measures: references } },
    };
  });
  const measures = (page: ExtractedDocument, by: LinearModel) => {
    const features = documentFeatures([cleanDocument(page, CLEANING).document.text], pageFigures(page));
    const rows = termRows(by, features);
    return modelMeasures(by, features, rows, 0, modelLogits(by, features, rows));
  };
  const familiarity = (page: ExtractedDocument, by = model): number =>
    familiarityOf(measures(page, by), by.description.familiarity.measures);
  /** One that rejects what is less familiar than the letter, and else answers however sure it is. */
  const strict = (by: LinearModel): LinearModel => ({
    ...by,
    description: {
      ...by.description,
      decision: {
        ...by.description.decision,
        familiarity: familiarity(letter, by) - 0.1,
        confidence: by.description.labels.map(() => 0),
        margin: by.description.labels.map(() => 0),
      },
    },
  });
  const predict = (page: ExtractedDocument, by: LinearModel) =>
    predictDocument(by, cleanDocument(page, CLEANING).document, { explain_terms: 0 }, page);

  test('is rejected for its layout, and the same words set as a letter are a letter', () => {
    expect(predict(letter, strict(model))).toMatchObject({ status: 'classified', label: 'letter' });
    expect(predict(strewn(letter), strict(model))).toMatchObject({
      status: 'rejected',
      label: null,
      reason: { code: 'prediction/unfamiliar', message: expect.stringContaining('stand on the page') },
    });
  });

  test('is less familiar after a round trip of the bundle, too', () => {
    const decoded = decodeModel(encodeModel(model));
    expect(familiarity(strewn(letter), decoded)).toBeCloseTo(familiarity(strewn(letter)), 5);
    expect(familiarity(strewn(letter))).toBeLessThan(familiarity(letter) - 0.3);
  });

  test('a document without boxes is as familiar as its words are', () => {
    const bare = { ...letter, pages: letter.pages.map((page) => ({ ...page, words: [] })) };
    expect(measures(bare, model).layout).toBeNull();
    expect(predict(bare, strict(model))).toMatchObject({ label: 'letter' });
  });

  test('a model of the format before this measure still answers, and does not look at pages', () => {
    const bundle = encodeModel(model);
    const index = JSON.parse(new TextDecoder().decode(bundle['bundle.json']));
    index.format = 'docket/model@2';
    for (const figure of index.figures) delete figure.appearance;
    index.familiarity.measures = index.familiarity.measures.filter(
      ({ name }: { name: string }) => name !== 'layout' && name !== 'picture',
    );
    const bytes = new TextEncoder().encode(JSON.stringify(index));
    const older = decodeModel({
      ...bundle,
      'bundle.json': bytes,
      'bundle.sha256': new TextEncoder().encode(sha256(bytes)),
    });
    expect(predict(letter, strict(older))).toMatchObject({ status: 'classified', label: 'letter' });
    expect(predict(strewn(letter), strict(older))).toMatchObject({ status: 'classified', label: 'letter' });
  });
});

test('appearance is the distance from the nearest class in units of the spread within classes', () => {
  const means = Float32Array.from([0, 10, 0, 4]);
  const appearance = { means, spreads: Float32Array.from([2, 1]) };
  expect(appearanceOf(Float32Array.from([10, 4]), appearance, 2)).toBe(-0);
  expect(appearanceOf(Float32Array.from([2, 0]), appearance, 2)).toBeCloseTo(-0.5);
  expect(appearanceOf(Float32Array.from([10, 7]), appearance, 2)).toBeCloseTo(-4.5);
});
