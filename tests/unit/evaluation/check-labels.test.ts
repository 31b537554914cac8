/** Documents put into the wrong folder come out on top, contradicting duplicates are told together, clean data is called clean. */
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { checkLabels } from '#core/evaluation/check-labels.js';
import { findSuspiciousLabels } from '#core/evaluation/find-suspicious-labels.js';
import { type LabelledDocument, prepareDataset } from '#core/learning/prepare-dataset.js';
import { TRAIN_PARAMS, writtenLabelled } from '../../support/written-dataset.js';

const check = (documents: LabelledDocument[]) =>
  checkLabels(
    prepareDataset(documents, PreprocessParamsSchema.parse({ duplicate_overlap: 0.95 })),
    TRAIN_PARAMS,
  );

describe('checkLabels', () => {
  test('finds the letters that lie among the invoices, and the letter that lies in both', async () => {
    const documents = writtenLabelled(15).flatMap((one) => {
      const moved = { ...one, path: one.path.replace('letter/', 'invoice/') };
      if (/letter-[37]\.png$/.test(one.path)) return [moved];
      return one.path.endsWith('letter-9.png') ? [one, moved] : [one];
    });
    const { suspicious, conflicts } = await check(documents);
    expect(
      suspicious
        .slice(0, 2)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['invoice/letter-3.png', 'invoice/letter-7.png']);
    expect(suspicious[0]).toMatchObject({ label: 'invoice', suggested: 'letter', likely: true });
    expect(conflicts).toMatchObject([
      {
        suggested: 'letter',
        documents: [
          { path: 'invoice/letter-9.png', label: 'invoice' },
          { path: 'letter/letter-9.png', label: 'letter' },
        ],
      },
    ]);
    expect(suspicious.map(({ path }) => path)).not.toContain('invoice/letter-9.png');
  });

  test('where each of the labels of one document is wrong, the class that it looks like is named', async () => {
    const documents = writtenLabelled(15).flatMap((one) =>
      one.path.endsWith('letter-9.png')
        ? ['invoice', 'contract'].map((label) => ({ ...one, path: one.path.replace('letter/', `${label}/`) }))
        : [one],
    );
    const { conflicts } = await check(documents);
    expect(conflicts).toMatchObject([
      { suggested: 'letter', documents: [{ label: 'contract' }, { label: 'invoice' }] },
    ]);
    expect(conflicts[0]!.confidence).toBeGreaterThan(0.5);
  });

  test('documents without a word are told as such, accused of nothing and no duplicates of each other', async () => {
    const blank = ['invoice/blank.png', 'letter/empty.png', 'letter/white.png'].map((path) => ({
      ...{ path, text: '', words: 0, pages: 1, language: 'und', source: 'ocr', picture: 'white' },
    }));
    const found = await check([...writtenLabelled(12), ...blank]);
    expect(found).toMatchObject({
      ...{ conflicts: [], suspicious: [], duplicates: [], warnings: [] },
      wordless: blank.map(({ path }) => path),
    });
  });

  test('finds nothing in clean data; a copy under the same label is no mistake', async () => {
    const documents = writtenLabelled(12);
    const copy = { ...documents[0]!, path: 'invoice/copy.png' };
    expect(await check([...documents, copy])).toMatchObject({
      documents: 37,
      conflicts: [],
      suspicious: [],
      duplicates: [['invoice/copy.png', documents[0]!.path]],
      wordless: [],
      warnings: [],
    });
  });
});

test('a document that could be either is no label that is probably wrong', () => {
  const probabilities = [
    ...[Float64Array.of(0.55, 0.45), Float64Array.of(0.6, 0.4), Float64Array.of(0.1, 0.9)],
    ...[Float64Array.of(0.4, 0.6), Float64Array.of(0.65, 0.35), Float64Array.of(0.95, 0.05)],
  ];
  const found = findSuspiciousLabels(probabilities, Int32Array.of(0, 0, 0, 1, 1, 1), 2);
  expect(found.map(({ document, likely }) => [document, likely])).toEqual([
    [5, true],
    [2, true],
    [4, false],
  ]);
});
