/** No more than so many at once, no more than so many waiting, and first come, first served. */
import { TurnTaking } from '#nest-kit/orchestrator/turn-taking.js';
import { rejectionOf } from '../../support/thrown-by.js';

/** A task that ends when told. */
function task(name: string, began: string[]) {
  let end = (): void => undefined;
  const run = () => {
    began.push(name);
    return new Promise<string>((resolve, reject) => {
      end = () => (name.startsWith('bad') ? reject(new Error(name)) : resolve(name));
    });
  };
  return { run, end: () => end() };
}
const patience = new AbortController().signal;
const soon = () => new Promise((resolve) => setImmediate(resolve));

test('tasks begin in the order they came, never more than allowed; one that fails gives its place on', async () => {
  const began: string[] = [];
  const turns = new TurnTaking(2, 10);
  const tasks = ['a', 'bad b', 'c', 'd'].map((name) => task(name, began));
  const results = tasks.map(({ run }) => turns.take(run, patience).catch((error: Error) => error.message));
  await soon();
  expect(began).toEqual(['a', 'bad b']);
  expect(turns.size).toBe(4);
  tasks[1]!.end();
  await soon();
  expect(began).toEqual(['a', 'bad b', 'c']);
  for (const { end } of tasks) {
    end();
    await soon();
  }
  expect(await Promise.all(results)).toEqual(['a', 'bad b', 'c', 'd']);
  expect(turns.size).toBe(0);
});

test('one more than may wait is refused with a code that says to come again', async () => {
  const turns = new TurnTaking(1, 1);
  const began: string[] = [];
  const [first, second] = [task('first', began), task('second', began)];
  const results = [turns.take(first.run, patience), turns.take(second.run, patience)];
  expect(await rejectionOf(turns.take(async () => 'third', patience))).toMatchObject({
    code: 'service/busy',
    retryable: true,
  });
  first.end();
  await soon();
  second.end();
  expect(await Promise.all(results)).toEqual(['first', 'second']);
  expect(await turns.take(async () => 'fourth', patience)).toBe('fourth');
});

test('a task taken back while it waits leaves its place to the next; one that runs is not touched', async () => {
  const turns = new TurnTaking(1, 2);
  const began: string[] = [];
  const [first, second, third] = ['first', 'second', 'third'].map((name) => task(name, began));
  const [running, waiting] = [new AbortController(), new AbortController()];
  const one = turns.take(first!.run, running.signal);
  const two = rejectionOf(turns.take(second!.run, waiting.signal));
  const three = turns.take(third!.run, patience);
  running.abort();
  waiting.abort();
  expect(await two).toMatchObject({ code: 'pipeline/interrupted' });
  expect(turns.size).toBe(2);
  first!.end();
  expect(await one).toBe('first');
  await soon();
  third!.end();
  expect(await three).toBe('third');
  expect(began).toEqual(['first', 'third']);
  expect(turns.size).toBe(0);
});
