/** Planted label noise: how many of 5 % wrong labels stand within the first 10 % listed? */

import { TrainParamsSchema } from '#config/params/train.params.js';
import { findSuspiciousLabels } from '#core/evaluation/find-suspicious-labels.js';
import { outOfFoldProbabilities } from '#core/evaluation/out-of-fold-probabilities.js';
import { seededRandom } from '#core/learning/seeded-random.js';
import { clean, datasetOf, percent, readTexts } from './read-documents.mjs';

export async function noise() {
  const rows = {};
  for (const folder of ['text/tobacco3482-half', 'text/rvlcdip5-ocr']) {
    const documents = clean(readTexts(folder));
    const names = [...new Set(documents.map(({ label }) => label))].sort();
    const random = seededRandom(11);
    const planted = documents.map((one, at) => {
      if (random() >= 0.05) return { ...one, planted: false, path: `${one.label}/${at}` };
      const others = names.filter((name) => name !== one.label);
      return { ...one, planted: true, path: `${others[Math.floor(random() * others.length)]}/${at}` };
    });
    const data = datasetOf(planted);
    const wrong = new Set(planted.filter((one) => one.planted).map(({ path }) => path));
    const probabilities = await outOfFoldProbabilities(data, TrainParamsSchema.parse({}));
    const labels = Int32Array.from(data.dataset.documents, ({ label }) => label);
    const found = findSuspiciousLabels(probabilities, labels, names.length);
    const first = found.slice(0, Math.round(planted.length * 0.1));
    const hits = first.filter(({ document }) => wrong.has(data.dataset.documents[document].path)).length;
    rows[folder] = {
      planted: wrong.size,
      listed: first.length,
      found: hits,
      share: percent(hits / wrong.size),
    };
  }
  console.table(rows);
}
