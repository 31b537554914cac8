/** Whether documents can be taken: a model answers, or why not. */
import { DomainError } from '#contracts/domain-error.js';
import type { ModelStatus } from '#contracts/model-status.schema.js';
import { ModelWatch } from '#nest-kit/orchestrator/model-watch.js';
import type { Orchestrator } from '#nest-kit/orchestrator/orchestrator.js';
import type { Runs } from '#nest-kit/runs/runs.js';
import { rejectionOf } from '../../support/thrown-by.js';

const MODEL: ModelStatus = {
  model: { name: 'classifier', version: 'abc', labels: ['letter'] },
  problem: null,
};
const NONE: ModelStatus = {
  model: null,
  problem: new DomainError('model/missing', 'There is none.').toJSON(),
};

const watching = (status: ModelStatus, current: () => Promise<unknown>) =>
  new ModelWatch({ status: async () => status } as Orchestrator, { current } as unknown as Runs);

test('where a model answers, an upload waits for nothing that is said of trainings', async () => {
  await watching(MODEL, () => new Promise(() => undefined)).required();
});

test('where none answers, the training that will bring one is told with its progress', async () => {
  const error = await rejectionOf(watching(NONE, async () => ({ id: 'run_1', progress: 0.42 })).required());
  expect(error).toMatchObject({ code: 'model/training', details: { run_id: 'run_1' } });
  expect(error.message).toContain('42 %');
});

test('where it cannot be known whether one is trained, it is told that there is none', async () => {
  const away = async () => {
    throw new DomainError('service/unavailable', 'The admin backend cannot be reached.');
  };
  expect(await rejectionOf(watching(NONE, away).required())).toMatchObject({ code: 'model/missing' });
});
