/** The same data and seed give the same bundle, to the byte: twice, and where a search runs in one or two threads. */
import { ThreadTrialPool } from '#adapters/trial-pool/thread-trial-pool.js';
import { TrainParamsSchema } from '#config/params/train.params.js';
import { encodeModel, sha256 } from '#core/learning/encode-model.js';
import { trainModel } from '#core/learning/train-model.js';
import { encodeTrainingData } from '#core/learning/training-data.js';
import { train } from '#stages/train.stage.js';
import { clean, datasetOf, NO_PROVENANCE, readTexts } from './read-documents.mjs';

const TRIAL_WORKER = new URL('../../dist/libs/composition/trial.worker.js', import.meta.url);

export async function same() {
  const data = () => datasetOf(clean(readTexts('text/tobacco3482-half')));
  const twice = [];
  for (let run = 0; run < 2; run++) {
    const bundle = encodeModel(await trainModel(data(), TrainParamsSchema.parse({}), NO_PROVENANCE));
    twice.push(sha256(bundle['bundle.json']));
  }
  tell('Twice', twice);
  const threads = [];
  const params = TrainParamsSchema.parse({ search: { trials: 4, seconds: 3600, folds: 2 } });
  for (const size of [1, 2]) {
    const { model } = await train.run({
      inputs: { dataset: encodeTrainingData(data()) },
      params,
      tools: { trials: new ThreadTrialPool(TRIAL_WORKER, size) },
      context: {
        signal: new AbortController().signal,
        progress: () => undefined,
        log: () => undefined,
        provenance: NO_PROVENANCE,
      },
    });
    threads.push(sha256(model['bundle.json']));
  }
  tell('With a search in one and in two threads', threads);
}

function tell(what, [first, second]) {
  console.log(first === second ? `${what}: ${first}.` : `${what} it differs: ${first} and ${second}.`);
  if (first !== second) process.exitCode = 1;
}
