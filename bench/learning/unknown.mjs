/**
 * Left-out classes: can the model tell a document of a class it never saw from those it knows? Texts, and the images of
 * doctypes where DOCKET_BENCH_DOCTYPES names a workspace that has read them (`docket repro etl`).
 */

import { TrainParamsSchema } from '#config/params/train.params.js';
import { auroc } from '#core/evaluation/auroc.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { trainModel } from '#core/learning/train-model.js';
import {
  clean,
  datasetOf,
  everyFifth,
  NO_PROVENANCE,
  percent,
  readExtracted,
  readTexts,
} from './read-documents.mjs';

export async function unknown() {
  await leaveOut('text/tobacco3482-half', clean(readTexts('text/tobacco3482-half')));
  const workspace = process.env.DOCKET_BENCH_DOCTYPES;
  if (workspace) {
    const documents = everyFifth(readExtracted(workspace, 'images/doctypes'));
    await leaveOut('images/doctypes', documents);
  }
}

async function leaveOut(name, documents) {
  const labels = [...new Set(documents.map(({ label }) => label))].sort();
  const rows = {};
  let sum = 0;
  for (const left of labels) {
    const known = documents.filter(({ label }) => label !== left);
    const data = datasetOf(known);
    const model = await trainModel(data, TrainParamsSchema.parse({}), NO_PROVENANCE);
    const inside = judgeDocuments(model, data);
    // Strangers wear the first known label; only familiarity and status are looked at.
    const strangers = documents
      .filter(({ label }) => label === left)
      .map((one) => ({
        ...one,
        path: `${known[0].label}/stranger-${one.path.replaceAll('/', '-')}`,
        part: 'test',
      }));
    const foreign = datasetOf([...known.filter(({ part }) => part === 'train'), ...strangers]);
    const outside = judgeDocuments(model, foreign);
    const value = auroc(
      inside.map(({ familiarity }) => familiarity),
      outside.map(({ familiarity }) => familiarity),
    );
    const share = (judged, status) =>
      percent(judged.filter((one) => one.status === status).length / judged.length);
    sum += value / labels.length;
    rows[left] = {
      AUROC: value.toFixed(3),
      'unknown rejected': share(outside, 'rejected'),
      'unknown to a person': share(outside, 'review'),
      'known rejected': share(inside, 'rejected'),
    };
  }
  rows.mean = { AUROC: sum.toFixed(3) };
  console.log(name);
  console.table(rows);
}
