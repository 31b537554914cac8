/** The thread of a trial: takes settings, answers how well their out-of-fold answers fit the dataset it was started with. */
import { parentPort, workerData } from 'node:worker_threads';
import { TrainParamsSchema } from '#config/params/train.params.js';
import { DomainError } from '#contracts/domain-error.js';
import type { FileBundle } from '#contracts/stage.js';
import { decodeTrainingData } from '#core/learning/training-data.js';
import { trialScorer } from '#core/learning/trial-scorer.js';

const { dataset, folds } = workerData as { dataset: FileBundle; folds: number };
let score: ReturnType<typeof trialScorer> | undefined;

parentPort!.on('message', async ({ settings }: { settings: unknown }) => {
  parentPort!.postMessage({ begun: true });
  try {
    score ??= trialScorer(decodeTrainingData(dataset), folds);
    parentPort!.postMessage({ result: await score(TrainParamsSchema.parse(settings)) });
  } catch (error) {
    const { message } = error as Error;
    const reason = error instanceof DomainError ? error.code : undefined;
    parentPort!.postMessage({ error: { message, reason } });
  }
});
