/**
 * Page images read by our own etl, text + layout + picture, against scikit-learn on the archive's OCR text of the same
 * pages. DOCKET_BENCH_RVLCDIP5 names a workspace that has read images/rvlcdip5 (`docket repro etl`).
 */
import { TrainParamsSchema } from '#config/params/train.params.js';
import { evaluate } from '#core/evaluation/evaluate.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { trainModel } from '#core/learning/train-model.js';
import { ANSWER_ALL, scikitLearn } from './accuracy.mjs';
import { datasetOf, NO_PROVENANCE, percent, readExtracted, readTexts } from './read-documents.mjs';

/** The whole recipe is what is promised; of its parts two seeds show what each brings. */
const SEEDS = [1, 2, 3, 4, 5];
const SEEDS_OF_PARTS = [1, 2];
const OFF = { weight: 0 };
const RECIPES = {
  'text alone': { layout: OFF, picture: OFF },
  'text + layout': { picture: OFF },
  'text + picture': { layout: OFF },
  'picture alone': { text: { weights: { word: 0, char: 0 } }, shape: OFF, layout: OFF },
  'text + layout + picture': {},
};

export async function images() {
  const workspace = process.env.DOCKET_BENCH_RVLCDIP5;
  if (!workspace) {
    console.log('Left out: DOCKET_BENCH_RVLCDIP5 names no workspace that has read images/rvlcdip5.');
    return;
  }
  const documents = readExtracted(workspace, 'images/rvlcdip5');
  const stem = (path) =>
    path
      .split('/')
      .at(-1)
      .replace(/\.[^.]+$/, '');
  const archive = new Map(readTexts('text/rvlcdip5-ocr').map((text) => [stem(text.path), text.raw]));
  const yardstick = documents.map((one) => ({ ...one, raw: archive.get(stem(one.path)) ?? '' }));
  const found = yardstick.filter(({ raw }) => raw !== '').length;
  const peer = scikitLearn(yardstick, 1).accuracy;
  console.log(
    `scikit-learn on the archive's text (${found} of ${documents.length} pages have it): ${percent(peer)}`,
  );
  const data = datasetOf(documents);
  const rows = {};
  for (const [name, change] of Object.entries(RECIPES)) {
    const judged = [];
    for (const seed of Object.keys(change).length === 0 ? SEEDS : SEEDS_OF_PARTS) {
      const model = await trainModel(
        data,
        TrainParamsSchema.parse({ seed, ...change, ...ANSWER_ALL }),
        NO_PROVENANCE,
      );
      judged.push(evaluate(data.dataset, judgeDocuments(model, data), 0));
    }
    const mean = (of) => judged.reduce((sum, one) => sum + of(one), 0) / judged.length;
    const own = mean(({ accuracy }) => accuracy);
    rows[name] = {
      accuracy: percent(own),
      points: `${own >= peer ? '+' : ''}${((own - peer) * 100).toFixed(1)}`,
      'calibration error': mean((one) => one.expected_calibration_error).toFixed(3),
      coverage: percent(mean((one) => one.decision.classified)),
      'error accepted': percent(mean((one) => one.decision.error_among_classified)),
    };
  }
  console.table(rows);
}
