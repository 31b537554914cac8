/**
 * Fits the very features of the yardstick (every word 1–2-gram and character 2–5-gram, sublinear tf-idf) with the
 * same learner, in a process of its own as the yardstick has. Prints JSON.
 */
import { joinBlocks } from '#core/features/join-blocks.js';
import { fitVocabulary } from '#core/features/term-vocabulary.js';
import { TokenCorpus } from '#core/features/token-corpus.js';
import { vectorise } from '#core/features/vectorise.js';
import { learnOneAgainstRest, linearScores } from '#core/learning/one-against-rest.js';
import { readTexts } from './read-documents.mjs';

const documents = readTexts(process.argv[2]);
const of = (part) => documents.filter((document) => document.part === part);
const names = [...new Set(documents.map(({ label }) => label))].sort();
const texts = of('train').map(({ raw }) => raw);
const labels = Int32Array.from(of('train'), ({ label }) => names.indexOf(label));

const started = performance.now();
const usedBefore = process.cpuUsage();
const corpus = TokenCorpus.of(texts);
const rows = Int32Array.from(texts, (_, at) => at);
const every = { min_documents: 1, max_share: 1, max_terms: 1e9 };
const vocabularies = [
  fitVocabulary(corpus, rows, { kind: 'word', min: 1, max: 2, ...every }),
  fitVocabulary(corpus, rows, { kind: 'char', min: 2, max: 5, ...every }),
];
const featuresOf = (words) =>
  joinBlocks(
    vocabularies.map((vocabulary) => vectorise(words, vocabulary)),
    [1, 1],
  );
const settings = { seed: 1, cost: 1, balance: 0, tolerance: 0.3, max_epochs: 200 };
const learned = await learnOneAgainstRest(featuresOf(corpus), rows, labels, names.length, settings);
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(usedBefore);
const memory = process.resourceUsage().maxRSS / 1024;

const unseen = TokenCorpus.of(of('test').map(({ raw }) => raw));
const scores = linearScores(
  featuresOf(unseen),
  Int32Array.from(of('test'), (_, at) => at),
  learned,
);
const right = of('test').filter(({ label }, row) => {
  const own = scores.subarray(row * names.length, (row + 1) * names.length);
  return own.indexOf(Math.max(...own)) === names.indexOf(label);
}).length;
const cpu = (used.user + used.system) / 1e6;
console.log(JSON.stringify({ seconds, cpu, memory, accuracy: right / of('test').length }));
