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
const soon = () => new Promise((resolve) => setImmediate(resolve));

test('tasks begin in the order they came, never more than allowed; one that fails gives its place on', async () => {
  const began: string[] = [];
  const turns = new TurnTaking(2, 10);
  const tasks = ['a', 'bad b', 'c', 'd'].map((name) => task(name, began));
  const results = tasks.map(({ run }) => turns.take(run).catch((error: Error) => error.message));
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
  const results = [turns.take(first.run), turns.take(second.run)];
  expect(await rejectionOf(turns.take(async () => 'third'))).toMatchObject({
    code: 'service/busy',
    retryable: true,
  });
  first.end();
  await soon();
  second.end();
  expect(await Promise.all(results)).toEqual(['first', 'second']);
  expect(await turns.take(async () => 'fourth')).toBe('fourth');
});
