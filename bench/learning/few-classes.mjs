/**
 * Few classes, the hard case: what lies between two classes says nothing about a third. Models of some classes of real
 * texts are shown documents of the other classes, and plain texts of no class: READMEs and programs of node_modules.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { TrainParamsSchema } from '#config/params/train.params.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { trainModel } from '#core/learning/train-model.js';
import { clean, datasetOf, NO_PROVENANCE, percent, readTexts } from './read-documents.mjs';

const CHOICES = [
  ['Email', 'Scientific'],
  ['Letter', 'Memo'],
  ['Form', 'Resume'],
  ['News', 'Note'],
  ['Email', 'Form', 'Letter'],
  ['Memo', 'Resume', 'Advertisement'],
  ['Advertisement', 'Email', 'Form', 'Letter', 'Memo'],
  ['News', 'Note', 'Report', 'Resume', 'Scientific'],
];
/** Strangers of a kind; as many as there are documents of a middling class. */
const MOST = 150;
const FIRST_CHARACTERS = 1000;

export async function few() {
  const documents = clean(readTexts('text/tobacco3482-half'));
  const texts = clean(plainTexts());
  const rows = {};
  for (const labels of CHOICES) {
    const known = documents.filter(({ label }) => labels.includes(label));
    const data = datasetOf(known);
    const model = await trainModel(data, TrainParamsSchema.parse({}), NO_PROVENANCE);
    const others = documents.filter(({ label }) => !labels.includes(label));
    const every = Math.ceil(others.length / MOST);
    rows[labels.join(', ')] = {
      ...shares('known', judgeDocuments(model, data)),
      ...shares('other classes', judged(others.filter((_, at) => at % every === 0))),
      ...shares('plain texts', judged(texts)),
    };
    function judged(strangers) {
      // Strangers wear the first known label; only the status is looked at.
      const shown = strangers.map((one, at) => ({
        ...one,
        path: `${labels[0]}/stranger-${at}`,
        part: 'test',
      }));
      return judgeDocuments(model, datasetOf([...known.filter(({ part }) => part === 'train'), ...shown]));
    }
  }
  console.table(rows);
}

const shares = (name, judged) =>
  Object.fromEntries(
    ['rejected', 'classified'].map((status) => [
      `${name}: ${status}`,
      percent(judged.filter((one) => one.status === status).length / judged.length),
    ]),
  );

function plainTexts() {
  const files = readdirSync('node_modules', { recursive: true }).filter((file) =>
    /^[^@.][^/]*\/(README\.md|index\.js)$/.test(file),
  );
  const every = Math.ceil(files.length / MOST);
  return files
    .sort()
    .filter((_, at) => at % every === 0)
    .map((file) => ({ raw: readFileSync(`node_modules/${file}`, 'utf8').slice(0, FIRST_CHARACTERS) }));
}
