/** Documents put into the wrong folder come out on top of the list. */

import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { findSuspiciousLabels } from '#core/evaluation/find-suspicious-labels.js';
import { prepareDataset } from '#core/learning/prepare-dataset.js';
import { TRAIN_PARAMS, writtenLabelled } from '../../support/written-dataset.js';

test('finds the letters that lie among the invoices', async () => {
  const documents = writtenLabelled(15).map((one) =>
    /letter-[37]\.png$/.test(one.path) ? { ...one, path: one.path.replace('letter/', 'invoice/') } : one,
  );
  const data = prepareDataset(documents, PreprocessParamsSchema.parse({ duplicate_overlap: 0.95 }));
  const found = await findSuspiciousLabels(data, TRAIN_PARAMS);
  const worst = found.slice(0, 2).map(({ document }) => data.dataset.documents[document]!.path);
  expect(worst.sort()).toEqual(['invoice/letter-3.png', 'invoice/letter-7.png']);
  expect(found[0]).toMatchObject({ label: 0, suggested: 1 });
});
