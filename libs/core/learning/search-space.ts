/** The recipes that a search tries, in an order that depends on the seed alone. */
import { seededRandom, shuffle } from './seeded-random.js';
import type { TrainSettings } from './train-settings.js';

/** What a trial changes, by dotted key of `train:` in params.yaml. */
export type TrialChange = Readonly<Record<string, unknown>>;

/** Most choices that a trial of the second round changes at once. */
const MOST_CHANGES = 4;

/**
 * First the recipe as it is, then every single change, then random combinations without end.
 * @param blocks of figures that the dataset has
 */
export function* trialChanges(
  settings: TrainSettings,
  blocks: readonly ('layout' | 'picture')[],
): Generator<TrialChange, never> {
  const choices = choicesOf(settings, blocks);
  const random = seededRandom(settings.seed);
  yield {};
  const singles = choices.flatMap(({ key, values }) => values.map((value) => ({ [key]: value })));
  shuffle(singles as never[], random);
  const seen = new Set<string>();
  for (const change of singles) {
    seen.add(JSON.stringify(change));
    yield change;
  }
  for (;;) {
    const order = choices.map((_, at) => at);
    shuffle(order, random);
    const count = 2 + Math.floor(random() * (MOST_CHANGES - 1));
    const change = Object.fromEntries(
      order
        .slice(0, count)
        .sort((left, right) => left - right)
        .map((at) => {
          const { key, values } = choices[at]!;
          return [key, values[Math.floor(random() * values.length)]];
        }),
    );
    // With few choices the combinations run out; the same one again costs little and ends the search sooner.
    if (!seen.has(JSON.stringify(change)) || random() < 0.01) {
      seen.add(JSON.stringify(change));
      yield change;
    }
  }
}

function choicesOf(settings: TrainSettings, blocks: readonly ('layout' | 'picture')[]) {
  const { text, balance } = settings;
  const times = (value: number, ...factors: number[]): number[] => factors.map((factor) => value * factor);
  const figures = (['shape', ...blocks] as const).flatMap((name) => {
    const { weight, cost, waves } = settings[name];
    return [
      { key: `${name}.weight`, values: [weight === 0 ? 1 : 0] },
      { key: `${name}.cost`, values: times(cost, 0.2, 5) },
      { key: `${name}.waves`, values: waves === 0 ? [500, 2000] : [0] },
    ];
  });
  const learners = [['svm', 'nb-svm'], ['svm'], ['nb-svm'], ['svm', 'nb-svm', 'complement-nb']].filter(
    (names) => names.join() !== text.learners.join(),
  );
  return [
    { key: 'text.learners', values: learners as unknown[] },
    { key: 'text.cost', values: times(text.cost, 0.25, 0.5, 2, 4) },
    ...Object.entries(text.weights).map(([name, weight]) => ({
      key: `text.weights.${name}`,
      values: weight === 0 ? [1] : times(weight, 0.5, 2),
    })),
    { key: 'balance', values: [0, 0.5, 1].filter((value) => value !== balance) },
    ...figures,
  ];
}

/** @returns the settings with the change made; nothing of the given ones is touched */
export function changedSettings(settings: TrainSettings, change: TrialChange): TrainSettings {
  const changed = structuredClone(settings) as unknown as Record<string, unknown>;
  for (const [dotted, value] of Object.entries(change)) {
    const keys = dotted.split('.');
    const last = keys.pop()!;
    const place = keys.reduce((at, key) => at[key] as Record<string, unknown>, changed);
    place[last] = value;
  }
  return changed as unknown as TrainSettings;
}
