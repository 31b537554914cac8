/** What a program gives last: misspelt or of a wrong kind it is refused by name, and progress arrives at its end. */
import {
  checkLabels,
  compareClassifiers,
  crossValidateTexts,
  evaluateClassifier,
  findDuplicates,
  learnTexts,
  openClassifier,
} from '#composition/learning.js';

const examples = ['invoice', 'letter'].flatMap((label) =>
  ['one', 'two', 'three'].map((word) => ({ label, text: `${label} ${word} of some words` })),
);

test.each<[string, unknown, string]>([
  ['a misspelt option', { fold: 3 }, "'fold' is no option. Did you mean 'folds'?"],
  ['a misspelt signal', { Signal: AbortSignal.abort() }, "Did you mean 'signal'?"],
  ['an option of nothing', { colour: 1 }, 'There are folds, repeats, signal, progress, log.'],
  ['null', null, 'is null; give an object with folds, repeats, signal, progress, log'],
  ['a number', 5, 'is a number'],
  ['an array', [5], 'is an array'],
  ['a text for progress', { progress: 'yes' }, 'progress is a string; give a function'],
  ['null for log', { log: null }, 'log is null; give a function'],
  ['a controller for its signal', { signal: new AbortController() }, 'give the signal of an AbortController'],
  ['null for a signal', { signal: null }, 'signal is null'],
])('options of cross-validation: %s', async (_, given, message) => {
  await expect(crossValidateTexts(examples, {}, given as never)).rejects.toMatchObject({
    code: 'config/invalid',
    message: expect.stringContaining(message),
  });
});

test('every function names its place and its own options', async () => {
  const classifier = await learnTexts(examples);
  const bad = { progres: () => undefined } as never;
  const told = await Promise.all(
    [
      learnTexts(examples, {}, bad),
      evaluateClassifier(classifier, examples, bad),
      compareClassifiers(classifier, classifier, examples, bad),
      checkLabels(examples, {}, bad),
      findDuplicates(['a'], bad),
    ].map((call) =>
      call.then(
        () => '',
        ({ message }: Error) => message,
      ),
    ),
  );
  expect(told).toEqual([
    "The third argument of learnTexts: 'progres' is no option. Did you mean 'progress'?",
    "The third argument of evaluateClassifier: 'progres' is no option. Did you mean 'progress'?",
    "The fourth argument of compareClassifiers: 'progres' is no option. Did you mean 'progress'?",
    "The third argument of checkLabels: 'progres' is no option. Did you mean 'progress'?",
    "The second argument of findDuplicates: 'progres' is no option. Did you mean 'progress'?",
  ]);
});

test("a host of the caller's own class may have more than is asked for", async () => {
  class Bar {
    colour = 'green';
    drawn = 0;
    progress(): void {
      this.drawn += 1;
    }
  }
  const bar = new Bar();
  await learnTexts(examples, {}, bar);
  expect(bar.drawn).toBeGreaterThan(0);
});

test('progress arrives at the total of every piece of work, and at last of all', async () => {
  for (const work of [
    (host: object) => learnTexts(examples, {}, host),
    (host: object) => crossValidateTexts(examples, {}, { folds: 2, ...host }),
    (host: object) => checkLabels(examples, {}, host),
    (host: object) =>
      findDuplicates(
        examples.map(({ text }) => text),
        host,
      ),
  ]) {
    const told: [number, number][] = [];
    await work({ progress: (done: number, total: number) => told.push([done, total]) });
    const [done, total] = told.at(-1)!;
    expect(done).toBe(total);
    for (const [at, [reached, of]] of told.entries()) {
      expect(reached).toBeLessThanOrEqual(of);
      const [next, nextOf] = told[at + 1] ?? [0, 0];
      if (next < reached || nextOf !== of) expect(reached).toBe(of);
    }
  }
});

test('what a program is told of a bundle names no command, and the file that is at fault', async () => {
  const { bundle } = await learnTexts(examples);
  const half = (name: string) => ({ ...bundle, [name]: bundle[name]!.slice(0, 20) });
  const told = [{}, half('bundle.sha256'), half('bundle.json'), half('word.weights.f32')].map((given) => {
    try {
      return openClassifier(given).labels.join();
    } catch (error) {
      return (error as Error).message;
    }
  });
  expect(told.join('\n')).not.toMatch(/docket/);
  expect(told[0]).toContain('has no bundle.json');
  expect(told[1]).toContain('bundle.sha256 has 20 of 64 characters');
  expect(told[2]).toContain('bundle.json is not whole');
  expect(told[3]).toMatch(/word\.weights\.f32 has 20 of \d+ bytes/);
  for (const message of told) expect(message).toContain('learn again');
});
