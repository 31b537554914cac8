/** Many classes of few documents each, made-up words as long as a page: time and accuracy beside scikit-learn. */
import { TrainParamsSchema } from '#config/params/train.params.js';
import { evaluate } from '#core/evaluation/evaluate.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { trainModel } from '#core/learning/train-model.js';
import { scikitLearn } from './accuracy.mjs';
import { datasetOf, NO_PROVENANCE, percent } from './read-documents.mjs';
import { writtenTexts } from './written-texts.mjs';

const SIZES = [
  [100, 3],
  [500, 3],
];
const TESTED = 2;
const WORDS = 250;

export async function many() {
  const rows = {};
  for (const [classes, each] of SIZES) {
    const learned = classes * each;
    const documents = writtenTexts(learned + classes * TESTED, classes, WORDS).map(
      ({ label, text }, number) => ({
        path: `${label}/${number}`,
        label,
        part: number < learned ? 'train' : 'test',
        raw: text,
        text,
        language: 'und',
        words: WORDS,
      }),
    );
    const started = performance.now();
    const used = process.cpuUsage();
    const data = datasetOf(documents);
    const model = await trainModel(data, TrainParamsSchema.parse({}), NO_PROVENANCE);
    const { user, system } = process.cpuUsage(used);
    const seconds = (performance.now() - started) / 1000;
    const own = evaluate(data.dataset, judgeDocuments(model, data), 0);
    const peer = scikitLearn(documents, 1);
    rows[`${classes} × ${each}`] = {
      'seconds (of processor)': `${seconds.toFixed(1)} (${((user + system) / 1e6).toFixed(1)})`,
      'scikit-learn': `${peer.seconds.toFixed(1)} (${peer.cpu.toFixed(1)})`,
      accuracy: percent(own.accuracy),
      'accuracy of scikit-learn': percent(peer.accuracy),
      classified: percent(own.decision.classified),
      'calibration error': own.expected_calibration_error.toFixed(3),
    };
  }
  console.table(rows);
}
