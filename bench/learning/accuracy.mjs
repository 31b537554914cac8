/** Accuracy, calibration and the promised error on real texts, against scikit-learn in the same run. */
import { spawnSync } from 'node:child_process';
import { TrainParamsSchema } from '#config/params/train.params.js';
import { evaluate } from '#core/evaluation/evaluate.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { trainModel } from '#core/learning/train-model.js';
import { clean, datasetOf, NO_PROVENANCE, percent, readTexts } from './read-documents.mjs';

const SEEDS = [1, 2, 3, 4, 5];
/** scikit-learn guesses at pages without a word; for once ours does, too, so that both are asked the same. */
export const ANSWER_ALL = { decide: { min_words: 0 } };

/** The yardstick on raw texts, as it comes. */
export function scikitLearn(documents, seed) {
  const of = (part) => documents.filter((document) => document.part === part);
  const input = JSON.stringify({
    train: of('train').map(({ raw }) => raw),
    train_labels: of('train').map(({ label }) => label),
    test: of('test').map(({ raw }) => raw),
    test_labels: of('test').map(({ label }) => label),
    seed,
  });
  const script = new URL('scikit-learn.py', import.meta.url).pathname;
  const { stdout, stderr, status } = spawnSync('/usr/bin/python3', [script], { input, maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`scikit-learn did not run: ${stderr}`);
  return JSON.parse(stdout.toString());
}

export async function accuracy() {
  const rows = {};
  for (const folder of ['text/tobacco3482-half', 'text/rvlcdip5-ocr']) {
    const documents = clean(readTexts(folder));
    const data = datasetOf(documents);
    const peers = SEEDS.map((seed) => scikitLearn(documents, seed).accuracy);
    const ours = [];
    for (const seed of SEEDS) {
      const model = await trainModel(data, TrainParamsSchema.parse({ seed, ...ANSWER_ALL }), NO_PROVENANCE);
      ours.push(evaluate(data.dataset, judgeDocuments(model, data), 0));
    }
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const peer = mean(peers);
    const own = mean(ours.map((one) => one.accuracy));
    rows[folder] = {
      'scikit-learn': percent(peer),
      ours: percent(own),
      points: `${own >= peer ? '+' : ''}${((own - peer) * 100).toFixed(1)}`,
      'calibration error': mean(ours.map((one) => one.expected_calibration_error)).toFixed(3),
      coverage: percent(mean(ours.map((one) => one.decision.classified))),
      'error accepted': percent(mean(ours.map((one) => one.decision.error_among_classified))),
      rejected: percent(mean(ours.map((one) => one.decision.rejected))),
    };
  }
  console.table(rows);
}
