/** train: learns the classifier from the dataset. */

import { type TrainParams, TrainParamsSchema } from '#config/params/train.params.js';
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import { artifact, type FileBundle, type StageContext } from '#contracts/stage.js';
import { describeRule } from '#core/evaluation/describe-rule.js';
import { encodeModel } from '#core/learning/encode-model.js';
import { tellCut } from '#core/learning/lean-settings.js';
import { type SearchResult, searchSettings, type Trial } from '#core/learning/search-settings.js';
import { trainModel } from '#core/learning/train-model.js';
import type { TrainSettings } from '#core/learning/train-settings.js';
import { decodeTrainingData, type TrainingData } from '#core/learning/training-data.js';
import { tellLimit } from '#core/learning/unproven-limit.js';
import type { TrialPool } from '#ports/trial-pool.port.js';
import { defineStage } from './define-stage.js';

export const train = defineStage<{ dataset: FileBundle }, TrainParams, { model: FileBundle }>({
  name: 'train',
  version: 16,
  history: {
    1: 'learners on words, characters, shape, layout and picture, stacked and calibrated out of fold',
    2: 'mean of the forms of the stack; unknown by energy, likeness and known words; search for a better recipe',
    3: 'unknown by the layout and the picture of its page, too',
    4: 'unknown by the make-up of its wording, too',
    5: 'too few right answers of a class set no least lead over the runner-up; many classes cut the recipe earlier',
    6: 'unknown by claim, too; scores of every size calibrated alike; few documents, or few of each class, in more folds; thresholds from several starts; few words go to a person',
    7: 'twenty classes and more of few documents are learned one after the other',
    8: 'an unproven limit holds answers back unless unseen documents bear it out; small classes are held to it by their own errors; evidence of its own is asked of a document',
    9: 'of twenty classes and more NB-SVM too; the make-up of up to 1,000 documents by their products: last digits differ',
    10: 'what nothing speaks for lowers no threshold',
    11: 'of so few documents that unseen ones run against the truth, what a learner says is heard, faintly',
    12: 'more than the shape of its text must speak for an answer; a wrong answer that is the surest weighs no more than another; the one that decides is named; strongest terms are of documents of the class',
    13: 'where there are few classes, words must add more than a little, in a language of the training documents',
    14: 'near-duplicates are one answer to what a limit is chosen and proven by; the only document of a class is not named as what it hangs on',
    15: 'no learner counts against what it was taught: one that unseen documents run against is heard faintly beside the others',
    16: 'a model that says no more of unseen documents than the shares of the classes do holds back, however many answers were right',
  },
  summary: 'Learns the classifier',
  unit: 'whole',
  inputs: { dataset: artifact.bundle() },
  outputs: { model: artifact.bundle() },
  params: TrainParamsSchema,
  tools: ['trials'],
  run: async ({ inputs, params, tools, context }) => {
    const data = decodeTrainingData(inputs.dataset);
    const { documents, labels } = data.dataset;
    const host = {
      signal: context.signal,
      progress: (done: number, total: number, note: string) => context.progress(done, total, note),
    };
    const learn = async (settings: TrainSettings, searched: ModelBundle['search'] = null) => {
      const cut = tellCut(settings, documents.filter(({ part }) => part === 'train').length, labels.length);
      if (cut) context.log(cut);
      const model = await trainModel(data, settings, context.provenance, host, searched);
      const doubt = tellLimit(describeRule(model.description));
      if (doubt) context.log(doubt.message);
      return { model: encodeModel(model) };
    };
    if (params.search.trials === 0) return learn(params);
    const found = await search(inputs.dataset, data, params, tools.trials, context);
    const { folds } = params.search;
    return learn(found.settings, { folds, chosen: found.chosen, trials: [...found.trials] });
  },
});

async function search(
  dataset: FileBundle,
  data: TrainingData,
  params: TrainParams,
  pool: TrialPool,
  context: StageContext,
): Promise<SearchResult> {
  const blocks = (['layout', 'picture'] as const).filter((name) => !data.figures[name].every(Number.isNaN));
  const trials = pool.open(dataset, params.search.folds);
  try {
    const found = await searchSettings(params, blocks, params.search.trials, {
      size: trials.size,
      run: (settings, signal) => trials.run(settings, signal),
      signal: context.signal,
      deadline: AbortSignal.timeout(Math.ceil(params.search.seconds * 1000)),
      report: (trial, done) => {
        context.progress(done, params.search.trials, `trial ${done} of ${params.search.trials}`);
        context.log(`trial ${done}: ${described(trial)}`);
      },
    });
    const chosen = found.trials[found.chosen]!;
    context.log(
      found.chosen === 0
        ? `None of ${found.trials.length - 1} other recipes is clearly better; learning with the recipe as it is.`
        : `Learning with the best of ${found.trials.length} recipes: ${described(chosen)}`,
    );
    return found;
  } finally {
    await trials.close();
  }
}

const described = ({ change, accuracy, log_loss }: Trial): string => {
  const changes = Object.entries(change).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const recipe = changes.length > 0 ? changes.join(', ') : 'the recipe as it is';
  return `${recipe} → ${(accuracy * 100).toFixed(1)} % right, log loss ${log_loss.toFixed(4)}`;
};
