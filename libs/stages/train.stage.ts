/** train: learns the classifier from the dataset. */

import { type TrainParams, TrainParamsSchema } from '#config/params/train.params.js';
import { artifact, type FileBundle } from '#contracts/stage.js';
import { encodeModel } from '#core/learning/encode-model.js';
import { trainModel } from '#core/learning/train-model.js';
import { decodeTrainingData } from '#core/learning/training-data.js';
import { defineStage } from './define-stage.js';

export const train = defineStage<{ dataset: FileBundle }, TrainParams, { model: FileBundle }>({
  name: 'train',
  version: 2,
  history: {
    1: 'learners on words, characters, shape, layout and picture, stacked and calibrated out of fold',
    2: 'mean of the forms of the stack; unknown by energy, likeness and known words',
  },
  summary: 'Learns the classifier',
  unit: 'whole',
  inputs: { dataset: artifact.bundle() },
  outputs: { model: artifact.bundle() },
  params: TrainParamsSchema,
  tools: [],
  run: async ({ inputs, params, context }) => {
    const model = await trainModel(decodeTrainingData(inputs.dataset), params, context.provenance, {
      signal: context.signal,
      progress: (done, total, note) => context.progress(done, total, note),
    });
    return { model: encodeModel(model) };
  },
});
