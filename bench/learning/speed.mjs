/**
 * Time and memory to fit the same features as scikit-learn, and time to predict. Processor time stands beside the
 * clock: on a machine with other work the clock measures that work as well.
 */
import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { TrainParamsSchema } from '#config/params/train.params.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { trainModel } from '#core/learning/train-model.js';
import { scikitLearn } from './accuracy.mjs';
import { clean, datasetOf, NO_PROVENANCE, percent, readTexts } from './read-documents.mjs';

const FOLDER = 'text/tobacco3482-half';
/** Runs of each, in turn; the fastest counts. */
const RUNS = 3;

function fitSame() {
  const script = new URL('fit-same.mjs', import.meta.url).pathname;
  return JSON.parse(execFileSync(process.execPath, [script, FOLDER]).toString());
}

const fastest = (runs) => ({
  ...runs[0],
  seconds: Math.min(...runs.map(({ seconds }) => seconds)),
  cpu: Math.min(...runs.map(({ cpu }) => cpu)),
  memory: Math.max(...runs.map(({ memory }) => memory)),
});

function fitBoth(documents) {
  const both = Array.from({ length: RUNS }, () => [scikitLearn(documents, 1), fitSame()]);
  const peer = fastest(both.map(([theirs]) => theirs));
  const ours = fastest(both.map(([, own]) => own));
  const row = ({ seconds, cpu, memory, accuracy }) => ({
    seconds: seconds.toFixed(2),
    'processor seconds': cpu.toFixed(2),
    'peak MB': Math.round(memory),
    accuracy: percent(accuracy),
  });
  console.table({
    'scikit-learn': row(peer),
    'ours, same features': row(ours),
    'ours / theirs': {
      seconds: (ours.seconds / peer.seconds).toFixed(3),
      'processor seconds': (ours.cpu / peer.cpu).toFixed(3),
      'peak MB': (ours.memory / peer.memory).toFixed(2),
    },
  });
}

function predict(model, documents) {
  const rows = {};
  for (const terms of [12, 0]) {
    for (const document of documents.slice(0, 300))
      predictDocument(model, document, { explain_terms: terms });
    const used = process.cpuUsage();
    const times = documents.map((document) => {
      const from = performance.now();
      predictDocument(model, document, { explain_terms: terms });
      return performance.now() - from;
    });
    const { user, system } = process.cpuUsage(used);
    times.sort((left, right) => left - right);
    rows[terms > 0 ? 'with why' : 'without why'] = {
      'p50 ms': times[times.length >> 1].toFixed(2),
      'p99 ms': times[Math.floor(times.length * 0.99)].toFixed(2),
      'documents/s': Math.round((1000 * times.length) / times.reduce((sum, time) => sum + time, 0)),
      'documents/processor second': Math.round((1e6 * times.length) / (user + system)),
    };
  }
  console.table(rows);
  console.log(`Largest difference between the sums of an explanation: ${worstSum(model, documents)}`);
}

/** The score against intercept and blocks, against intercept, terms and rest, and against the confidences. */
function worstSum(model, documents) {
  let worst = 0;
  for (const document of documents) {
    const { score, explanation, labels } = predictDocument(model, document, { explain_terms: 12 });
    if (!score) continue;
    const sum = (weights) => weights.reduce((total, { weight }) => total + weight, score.intercept);
    const sums = [
      sum(score.blocks),
      sum(explanation) + score.rest,
      Math.log(labels[0].confidence / labels[1].confidence),
    ];
    worst = Math.max(worst, ...sums.map((each) => Math.abs(each - score.difference)));
  }
  return worst;
}

export async function speed() {
  console.log(`Other work on the machine (load average): ${loadavg()[0].toFixed(1)}`);
  const documents = readTexts(FOLDER);
  fitBoth(documents);
  const data = datasetOf(clean(documents));
  const started = performance.now();
  const used = process.cpuUsage();
  const model = await trainModel(data, TrainParamsSchema.parse({}), NO_PROVENANCE);
  const { user, system } = process.cpuUsage(used);
  console.log(
    `The whole default recipe (5 folds, stack, thresholds): ${((performance.now() - started) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor`,
  );
  predict(
    model,
    data.dataset.documents.map(({ words, language }, at) => ({
      format: 'docket/clean-text@1',
      text: data.texts[at],
      words,
      language,
      language_confidence: 1,
      pages: 1,
    })),
  );
}
