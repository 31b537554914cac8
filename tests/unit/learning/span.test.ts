/** A text that is made of other words than the training documents is told from them, whatever its length. */

import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { finishSteps } from '#core/features/steps.js';
import { buildBlocks } from '#core/learning/build-blocks.js';
import { crossFolds } from '#core/learning/cross-folds.js';
import { decodeModel } from '#core/learning/decode-model.js';
import { encodeModel, sha256 } from '#core/learning/encode-model.js';
import { lengthOf, mainDirections } from '#core/learning/main-directions.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { prepareDataset } from '#core/learning/prepare-dataset.js';
import { seededRandom } from '#core/learning/seeded-random.js';
import { sharesByProducts } from '#core/learning/shares-by-products.js';
import { expectShares, knownElsewhere, spannedShare, spanOf } from '#core/learning/span.js';
import { trainModel } from '#core/learning/train-model.js';
import { STRANGE_TEXTS } from '../../support/strange-texts.js';
import {
  NO_PROVENANCE,
  TRAIN_PARAMS,
  writtenDataset,
  writtenLabelled,
} from '../../support/written-dataset.js';
import { cleanText } from '../../support/written-documents.js';

/** Rows over four terms: documents of one kind have the first two, of the other the third; nobody has the fourth. */
const matrix = {
  rows: 6,
  columns: 4,
  offsets: Float64Array.of(0, 2, 4, 6, 7, 8, 10),
  indices: Int32Array.of(0, 1, 0, 1, 0, 1, 2, 2, 0, 3),
  values: Float32Array.of(0.6, 0.8, 0.8, 0.6, 0.7, 0.7, 1, 1, 0.6, 0.8),
};
const labels = Int32Array.of(0, 0, 0, 1, 1, 0);
const range = { start: 0, terms: 4 };

describe('main directions', () => {
  const directions = mainDirections(matrix, Int32Array.of(0, 1, 2, 3, 4), labels, range, 2, 1);

  test('are of length 1 and at right angles', () => {
    const product = (left: number, right: number): number =>
      [0, 1, 2, 3].reduce(
        (sum, term) => sum + directions[term * 2 + left]! * directions[term * 2 + right]!,
        0,
      );
    expect(product(0, 0)).toBeCloseTo(1, 5);
    expect(product(1, 1)).toBeCloseTo(1, 5);
    expect(product(0, 1)).toBeCloseTo(0, 5);
  });

  test('hold what they were learned from, and of a stranger the part that it shares', () => {
    expect(spannedShare(matrix, 2, range, directions)).toBeCloseTo(1, 2);
    expect(spannedShare(matrix, 3, range, directions)).toBeCloseTo(1, 2);
    expect(spannedShare(matrix, 5, range, directions)).toBeLessThan(0.6);
  });

  test('do not look at columns that are not known', () => {
    const seen = { ...range, known: Uint8Array.of(1, 1, 1, 0) };
    expect(lengthOf(matrix, 5, seen)).toBeCloseTo(0.6, 6);
    expect(lengthOf(matrix, 5, range)).toBeCloseTo(1, 6);
  });

  test('are zeros beyond what the documents span', () => {
    const many = mainDirections(matrix, Int32Array.of(3, 4), labels, range, 3, 1);
    expect(many.every(Number.isFinite)).toBe(true);
    expect(spannedShare(matrix, 3, range, many)).toBeCloseTo(1, 5);
  });
});

test('the documents tell by their products with each other what their terms tell', () => {
  const data = writtenDataset(12);
  const blocks = buildBlocks(data, TRAIN_PARAMS);
  const { matrix: terms } = blocks.members[0]!;
  const looked = { start: 100, terms: 2500 };
  const rows = Int32Array.from(blocks.labels, (_, row) => row);
  const foldOf = crossFolds(blocks.labels, blocks.groups, 4, 1);
  const source = {
    matrix: terms,
    range: looked,
    labels: blocks.labels,
    foldOf,
    folds: 4,
    judged: rows,
    seed: 1,
  };
  const shares = finishSteps(
    sharesByProducts(source, rows, 12, (own, fold) =>
      knownElsewhere(own, foldOf, fold, { start: 0, terms: 2500 }),
    ),
  );
  for (let fold = 0; fold < 4; fold++) {
    const others = rows.filter((row) => foldOf[row] !== fold);
    const directions = mainDirections(terms, others, blocks.labels, looked, 12, 1);
    const seen = { ...looked, known: knownElsewhere(terms, foldOf, fold, looked) };
    for (const row of rows.filter((one) => foldOf[one] === fold)) {
      expect(shares[row]).toBeGreaterThan(0.05);
      expect(shares[row]).toBeCloseTo(spannedShare(terms, row, seen, directions), 4);
    }
  }
});

test('a share is told against what documents of its length have', () => {
  const random = seededRandom(3);
  const words = Float64Array.from({ length: 400 }, () => Math.round(Math.exp(2 + 4 * random())));
  const shares = words.map((count) => 0.2 + 0.1 * Math.log1p(count) + 0.1 * (random() - 0.5));
  const expectation = expectShares(shares, words);
  expect(spanOf(0.2 + 0.1 * Math.log1p(20), 20, expectation)).toBeCloseTo(0, 0);
  // What is usual for a note is strange for a long text.
  expect(spanOf(0.2 + 0.1 * Math.log1p(20), 350, expectation)).toBeLessThan(-4);
  // Nothing is known of lengths that no document had: they are judged like the last that was.
  expect(spanOf(0.8, 1e6, expectation)).toBeCloseTo(spanOf(0.8, 1e5, expectation), 6);
});

describe('a model of two classes', () => {
  const two = writtenLabelled(20).filter(({ path }) => /^(letter|invoice)/.test(path));
  const data = prepareDataset(two, PreprocessParamsSchema.parse({ duplicate_overlap: 0.95 }));

  test('rejects every text of neither, and reads what it wrote', async () => {
    const model = decodeModel(encodeModel(await trainModel(data, TRAIN_PARAMS, NO_PROVENANCE)));
    for (const text of Object.values(STRANGE_TEXTS)) {
      expect(predictDocument(model, cleanText(text), { explain_terms: 0 }).status).toBe('rejected');
    }
  });

  test('has no span where wording shall not count, and answers all the same', async () => {
    const settings = { ...TRAIN_PARAMS, decide: { ...TRAIN_PARAMS.decide, wording: false } };
    const { description, directions } = await trainModel(data, settings, NO_PROVENANCE);
    expect(directions).toBeNull();
    expect(description.familiarity.span).toBeNull();
    expect(description.familiarity.measures.map(({ name }) => name)).not.toContain('span');
  });
});

test('a bundle of the format before has no span, and predicts', async () => {
  const model = await trainModel(
    writtenDataset(12),
    { ...TRAIN_PARAMS, decide: { ...TRAIN_PARAMS.decide, wording: false } },
    NO_PROVENANCE,
  );
  const bundle = encodeModel(model);
  const index = JSON.parse(new TextDecoder().decode(bundle['bundle.json']));
  const { span: _, ...familiarity } = index.familiarity;
  const text = JSON.stringify({ ...index, format: 'docket/model@3', familiarity });
  const bytes = new TextEncoder().encode(text);
  const before = decodeModel({
    ...bundle,
    'bundle.json': bytes,
    'bundle.sha256': new TextEncoder().encode(sha256(bytes)),
  });
  expect(before.directions).toBeNull();
  expect(
    predictDocument(before, cleanText('Dear Mrs Miller thank you'), { explain_terms: 0 }).labels[0]!.label,
  ).toBe('letter');
});
