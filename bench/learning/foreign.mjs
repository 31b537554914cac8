/**
 * Pages that look like nothing the model learned from: a model of the bundled samples (clean, drawn pages) is shown
 * photos and old scans, learned as a workspace of the samples learns, without the shape of the text: from four fifths
 * of them, and from all, as the first model of a new workspace. DOCKET_BENCH_SAMPLES names a workspace that has read
 * the samples (`docket init DIR --sample`, `docket repro etl`), DOCKET_BENCH_DOCTYPES and DOCKET_BENCH_RVLCDIP5 those
 * that have read the images.
 */
import { TrainParamsSchema } from '#config/params/train.params.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { trainModel } from '#core/learning/train-model.js';
import { datasetOf, everyFifth, NO_PROVENANCE, percent, readExtracted } from './read-documents.mjs';

/** Classes of the images that are a class of the samples under the same or another name. */
const SAME = {
  invoice: 'invoice',
  nda_contract: 'contract',
  receipt: 'receipt',
  receipt_photo: 'receipt',
  resume: 'resume',
  form: 'form',
  letter: 'letter',
};

export async function foreign() {
  const { DOCKET_BENCH_SAMPLES } = process.env;
  if (!DOCKET_BENCH_SAMPLES) {
    console.log('Left out: DOCKET_BENCH_SAMPLES names no workspace that has read the bundled samples.');
    return;
  }
  const samples = readExtracted(DOCKET_BENCH_SAMPLES, 'images/samples');
  console.log('four fifths of the samples');
  await showStrangers(everyFifth(samples));
  console.log('all samples');
  await showStrangers(samples.map((sample) => ({ ...sample, part: 'train' })));
}

async function showStrangers(samples) {
  const { DOCKET_BENCH_RVLCDIP5, DOCKET_BENCH_DOCTYPES } = process.env;
  const data = datasetOf(samples);
  const model = await trainModel(data, TrainParamsSchema.parse({ shape: { weight: 0 } }), NO_PROVENANCE);
  const rows = {};
  const keptBack = judgeDocuments(model, data);
  if (keptBack.length > 0)
    rows['samples, kept back'] = describe(keptBack, (at) => data.dataset.documents[at].path.split('/')[0]);
  for (const [workspace, folder] of [
    [DOCKET_BENCH_DOCTYPES, 'images/doctypes'],
    [DOCKET_BENCH_RVLCDIP5, 'images/rvlcdip5'],
  ]) {
    if (!workspace) continue;
    const documents = readExtracted(workspace, folder);
    for (const label of [...new Set(documents.map((one) => one.label))].sort()) {
      const pages = documents
        .filter((one) => one.label === label)
        .map((one) => ({
          ...one,
          path: `${samples[0].label}/foreign-${one.path.replaceAll('/', '-')}`,
          part: 'test',
        }));
      const shown = datasetOf([...samples.filter(({ part }) => part === 'train'), ...pages]);
      rows[`${folder.split('/')[1]}: ${label}`] = describe(judgeDocuments(model, shown), () => SAME[label]);
    }
  }
  console.table(rows);
}

/** @param labelOf a document's class as the samples call it */
function describe(judged, labelOf) {
  const share = (test) => percent(judged.filter(test).length / judged.length);
  const right = ({ document, answer }) => answer === labelOf(document);
  const stands = ({ status }) => status === 'classified';
  return {
    pages: judged.length,
    classified: share(stands),
    'to a person': share(({ status }) => status === 'review'),
    rejected: share(({ status }) => status === 'rejected'),
    'classified and wrong': share((one) => stands(one) && !right(one)),
    'nearest to the right class': share(right),
  };
}
