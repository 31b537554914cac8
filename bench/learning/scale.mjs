/** Many documents and classes, of made-up words: time and memory to learn them. */

import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { TrainParamsSchema } from '#config/params/train.params.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { isRight } from '#core/evaluation/judgement.js';
import { prepareDataset } from '#core/learning/prepare-dataset.js';
import { trainModel } from '#core/learning/train-model.js';
import { NO_PROVENANCE, percent } from './read-documents.mjs';
import { writtenTexts } from './written-texts.mjs';

const COUNT = Number(process.env.DOCKET_BENCH_DOCUMENTS ?? 100_000);
const CLASSES = Number(process.env.DOCKET_BENCH_CLASSES ?? 200);
const WORDS = 120;

const writtenDocuments = () =>
  writtenTexts(COUNT, CLASSES, WORDS).map(({ label, text }, number) => ({
    path: `${label}/${number}`,
    text,
    language: 'und',
    words: WORDS,
    pages: 1,
    source: 'plain-text',
  }));

export async function scale() {
  const documents = writtenDocuments();
  const started = performance.now();
  const since = () => ((performance.now() - started) / 1000).toFixed(0);
  const data = prepareDataset(documents, PreprocessParamsSchema.parse({}));
  console.log(`prepared after ${since()} s`);
  let told = '';
  const host = {
    progress: (_done, _total, note) => {
      if (note !== told) console.log(`${since()} s: ${note}`);
      told = note;
    },
  };
  const model = await trainModel(data, TrainParamsSchema.parse({}), NO_PROVENANCE, host);
  const memory = process.resourceUsage().maxRSS / 1024;
  console.log(`${COUNT} documents, ${CLASSES} classes: ${since()} s, peak ${memory.toFixed(0)} MB`);
  const judged = judgeDocuments(model, data);
  console.log(`accuracy ${percent(judged.filter(isRight).length / judged.length)}`);
}
