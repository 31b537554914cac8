/** Time and memory to fit the same features as scikit-learn, and time to predict. */

import { TrainParamsSchema } from '#config/params/train.params.js';
import { joinBlocks } from '#core/features/join-blocks.js';
import { fitVocabulary } from '#core/features/term-vocabulary.js';
import { TokenCorpus } from '#core/features/token-corpus.js';
import { vectorise } from '#core/features/vectorise.js';
import { learnOneAgainstRest, linearScores } from '#core/learning/one-against-rest.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { trainModel } from '#core/learning/train-model.js';
import { scikitLearn } from './accuracy.mjs';
import { clean, datasetOf, NO_PROVENANCE, percent, readTexts } from './read-documents.mjs';

/** The very features of the yardstick: every word 1–2-gram and character 2–5-gram, sublinear tf-idf. */
export async function fitSame(documents) {
  const of = (part) => documents.filter((document) => document.part === part);
  const names = [...new Set(documents.map(({ label }) => label))].sort();
  const texts = of('train').map(({ raw }) => raw);
  const labels = Int32Array.from(of('train'), ({ label }) => names.indexOf(label));
  const started = performance.now();
  const corpus = TokenCorpus.of(texts);
  const rows = Int32Array.from(texts, (_, at) => at);
  const every = { min_documents: 1, max_share: 1, max_terms: 1e9 };
  const vocabularies = [
    fitVocabulary(corpus, rows, { kind: 'word', min: 1, max: 2, ...every }),
    fitVocabulary(corpus, rows, { kind: 'char', min: 2, max: 5, ...every }),
  ];
  const matrix = joinBlocks(
    vocabularies.map((vocabulary) => vectorise(corpus, vocabulary)),
    [1, 1],
  );
  const settings = { seed: 1, cost: 1, balance: 0, tolerance: 0.3, max_epochs: 200 };
  const learned = await learnOneAgainstRest(matrix, rows, labels, names.length, settings);
  const seconds = (performance.now() - started) / 1000;
  const unseen = TokenCorpus.of(of('test').map(({ raw }) => raw));
  const test = joinBlocks(
    vocabularies.map((vocabulary) => vectorise(unseen, vocabulary)),
    [1, 1],
  );
  const scores = linearScores(
    test,
    Int32Array.from(of('test'), (_, at) => at),
    learned,
  );
  const right = of('test').filter(({ label }, row) => {
    const own = scores.subarray(row * names.length, (row + 1) * names.length);
    return own.indexOf(Math.max(...own)) === names.indexOf(label);
  }).length;
  return { seconds, accuracy: right / of('test').length, memory: process.resourceUsage().maxRSS / 1024 };
}

export async function speed() {
  const documents = readTexts('text/tobacco3482-half');
  const ours = await fitSame(documents);
  const peer = scikitLearn(documents, 1);
  console.table({
    'scikit-learn': {
      seconds: peer.seconds,
      'peak MB': Math.round(peer.memory),
      accuracy: percent(peer.accuracy),
    },
    'ours, same features': {
      seconds: ours.seconds,
      'peak MB': Math.round(ours.memory),
      accuracy: percent(ours.accuracy),
    },
    'ours / theirs': { seconds: ours.seconds / peer.seconds, 'peak MB': ours.memory / peer.memory },
  });

  const data = datasetOf(clean(documents));
  const started = performance.now();
  const model = await trainModel(data, TrainParamsSchema.parse({}), NO_PROVENANCE);
  console.log(
    `The whole default recipe (5 folds, stack, thresholds): ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  const tested = data.dataset.documents.flatMap(({ words, language }, at) => [
    {
      format: 'docket/clean-text@1',
      text: data.texts[at],
      words,
      language,
      language_confidence: 1,
      pages: 1,
    },
  ]);
  const rows = {};
  for (const terms of [12, 0]) {
    for (const document of tested.slice(0, 300)) predictDocument(model, document, { explain_terms: terms });
    const times = tested.map((document) => {
      const from = performance.now();
      predictDocument(model, document, { explain_terms: terms });
      return performance.now() - from;
    });
    times.sort((left, right) => left - right);
    rows[terms > 0 ? 'with why' : 'without why'] = {
      'p50 ms': times[times.length >> 1],
      'p99 ms': times[Math.floor(times.length * 0.99)],
      'documents/s': Math.round((1000 * times.length) / times.reduce((sum, time) => sum + time, 0)),
    };
  }
  console.table(rows);
}
