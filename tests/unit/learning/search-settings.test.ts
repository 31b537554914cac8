/** A search tries the same recipes for the same seed, ends when it should, and changes nothing for a lucky draw. */
import { DomainError } from '#contracts/domain-error.js';
import { type SearchHost, searchSettings } from '#core/learning/search-settings.js';
import { changedSettings, trialChanges } from '#core/learning/search-space.js';
import { seededRandom } from '#core/learning/seeded-random.js';
import type { TrainSettings } from '#core/learning/train-settings.js';
import { trialScorer } from '#core/learning/trial-scorer.js';
import { TRAIN_PARAMS, writtenDataset } from '../../support/written-dataset.js';

const never = new AbortController().signal;
const losses = (mean: number, seed: number): Float64Array => {
  const random = seededRandom(seed);
  return Float64Array.from({ length: 200 }, () => mean + 0.4 * (random() - 0.5));
};
const score = (own: Float64Array) => ({
  accuracy: 0.5,
  log_loss: own.reduce((sum, loss) => sum + loss, 0) / own.length,
  losses: own,
});
const hostOf = (run: SearchHost['run'], more: Partial<SearchHost> = {}): SearchHost => ({
  size: 2,
  run,
  signal: never,
  deadline: never,
  report: () => undefined,
  ...more,
});

describe('searchSettings', () => {
  test('tries the recipe as it is, then others; the same ones for the same seed', () => {
    const take = (seed: number): unknown[] => {
      const changes = trialChanges({ ...TRAIN_PARAMS, seed }, ['picture']);
      return Array.from({ length: 60 }, () => changes.next().value);
    };
    const tried = take(1);
    expect(tried[0]).toEqual({});
    expect(take(1)).toEqual(tried);
    expect(take(2)).not.toEqual(tried);
    expect(new Set(tried.map((change) => JSON.stringify(change))).size).toBe(60);
    expect(JSON.stringify(tried)).not.toContain('layout');
  });

  test('changes only what it says', () => {
    const changed = changedSettings(TRAIN_PARAMS, { 'text.weights.char': 0.5, 'shape.weight': 0 });
    expect(changed).toEqual({
      ...TRAIN_PARAMS,
      text: { ...TRAIN_PARAMS.text, weights: { word: 1, char: 0.5 } },
      shape: { ...TRAIN_PARAMS.shape, weight: 0 },
    });
    expect(TRAIN_PARAMS.shape.weight).toBe(1);
  });

  test('takes a recipe that is clearly better, whatever order the trials end in', async () => {
    const better = (settings: TrainSettings): boolean => settings.text.cost === 0.5;
    const search = (size: number) =>
      searchSettings(TRAIN_PARAMS, [], 20, {
        ...hostOf(async (settings) => {
          await new Promise((wait) => setTimeout(wait, size > 1 && !better(settings) ? 1 : 0));
          return score(losses(better(settings) ? 0.5 : 0.7, 1));
        }),
        size,
      });
    const found = await search(3);
    expect(found.settings.text.cost).toBe(0.5);
    expect(found.trials).toHaveLength(20);
    expect(found.trials[found.chosen]!.change).toMatchObject({ 'text.cost': 0.5 });
    expect(await search(1)).toEqual(found);
  });

  test('keeps the recipe as it is where others are better by luck only', async () => {
    let seed = 0;
    const found = await searchSettings(
      TRAIN_PARAMS,
      [],
      15,
      hostOf(async () => score(losses(0.7, seed++))),
    );
    expect(found).toMatchObject({ chosen: 0, settings: TRAIN_PARAMS });
  });

  test('stops trials when time is up and counts those that are done', async () => {
    const time = new AbortController();
    let calls = 0;
    const run: SearchHost['run'] = (_, signal) => {
      if (calls++ < 3) return Promise.resolve(score(losses(0.7, calls)));
      setTimeout(() => time.abort(), 1);
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new DomainError('pipeline/interrupted', 'stopped'))),
      );
    };
    const found = await searchSettings(TRAIN_PARAMS, [], 1000, hostOf(run, { deadline: time.signal }));
    expect(found.trials).toHaveLength(3);
  });

  test('rejects when it is cancelled, and passes on what fails', async () => {
    const cancelled = { signal: AbortSignal.abort() };
    await expect(
      searchSettings(
        TRAIN_PARAMS,
        [],
        5,
        hostOf(async () => score(losses(1, 1)), cancelled),
      ),
    ).rejects.toMatchObject({ code: 'pipeline/interrupted' });
    const failing = hostOf(() => Promise.reject(new DomainError('dataset/damaged', 'cut')));
    await expect(searchSettings(TRAIN_PARAMS, [], 5, failing)).rejects.toMatchObject({
      code: 'dataset/damaged',
    });
  });
});

test('a trial scores the same whether its members were learned before or not', async () => {
  const data = writtenDataset(6);
  const other = changedSettings(TRAIN_PARAMS, { 'text.learners': ['svm'], 'shape.weight': 0 });
  const together = trialScorer(data, 2);
  await together(TRAIN_PARAMS);
  const after = await together(other);
  expect(after).toEqual(await trialScorer(data, 2)(other));
  expect(after.losses).toHaveLength(data.dataset.documents.filter(({ part }) => part === 'train').length);
});
