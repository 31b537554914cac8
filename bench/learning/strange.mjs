/**
 * Poems, recipes, other languages, prose, programs and words by chance, shown to models of real texts: none of them is a
 * document of a known class, so none should be classified.
 */
import { TrainParamsSchema } from '#config/params/train.params.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { isRight } from '#core/evaluation/judgement.js';
import { seededRandom, shuffle } from '#core/learning/seeded-random.js';
import { trainModel } from '#core/learning/train-model.js';
import { clean, datasetOf, NO_PROVENANCE, readTexts } from './read-documents.mjs';
import { STRANGE_TEXTS } from './strange-texts.mjs';

/** Small collections are those that a poem gets past, and those of few classes: how many of how many documents each. */
const SMALL = [6, 40];
const FEW = [
  [2, 80],
  [3, 80],
];

export async function strange() {
  const tobacco = clean(readTexts('text/tobacco3482-half'));
  const archive = clean(readTexts('text/rvlcdip5-ocr'));
  const rows = {};
  for (const [name, documents] of [
    ['tobacco', tobacco],
    ['rvlcdip5', archive],
    ...[1, 2, 3].map((seed) => drawn('tobacco', tobacco, SMALL, seed)),
    ...FEW.flatMap((size) => [1, 2, 3].map((seed) => drawn('tobacco', tobacco, size, seed))),
    ...FEW.flatMap((size) => [1, 2, 3].map((seed) => drawn('rvlcdip5', archive, size, seed))),
  ]) {
    const data = datasetOf(documents);
    const model = await trainModel(data, TrainParamsSchema.parse({}), NO_PROVENANCE);
    const known = judgeDocuments(model, data);
    const stood = known.filter(({ status }) => status === 'classified');
    const row = {
      'known: stand': `${stood.length} of ${known.length}`,
      'known: wrong': stood.filter((one) => !isRight(one)).length,
      limit: limitOf(model.description.decision),
    };
    for (const [kind, texts] of Object.entries(STRANGE_TEXTS)) {
      // Strangers wear the first known label; only the status is looked at.
      const shown = clean(Object.values(texts).map((raw) => ({ raw }))).map((one, at) => ({
        ...one,
        ...{ path: `${documents[0].label}/strange-${at}`, label: documents[0].label, part: 'test' },
      }));
      const judged = judgeDocuments(
        model,
        datasetOf([...documents.filter(({ part }) => part === 'train'), ...shown]),
      );
      const count = (wanted) => judged.filter(({ status }) => status === wanted).length;
      row[kind] = `${count('rejected')} / ${count('review')} / ${count('classified')}`;
    }
    rows[name] = row;
  }
  console.log('rejected / to a person / classified');
  console.table(rows);
}

const limitOf = ({ guaranteed, holds_back }) =>
  guaranteed ? 'proven' : holds_back ? 'held back' : 'unproven';

const drawn = (name, documents, [classes, perClass], seed) => [
  `${name}, ${classes} classes of ${perClass}, ${seed}`,
  some(documents, seed, classes, perClass),
];

function some(documents, seed, classes, perClass) {
  const random = seededRandom(seed);
  const labels = [...new Set(documents.map(({ label }) => label))].sort();
  shuffle(labels, random);
  const order = documents.filter(({ label }) => labels.indexOf(label) < classes);
  shuffle(order, random);
  const counts = {};
  return order.filter(({ label, part }) => {
    if (part !== 'train') return true;
    counts[label] = (counts[label] ?? 0) + 1;
    return counts[label] <= perClass;
  });
}
