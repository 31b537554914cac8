/** Results that lack something: used, told by every run, and made again where that may help. */
import { rmSync } from 'node:fs';
import { fakeRunBed, statesOf } from '../../support/fake-run-bed.js';
import type { FakeStages } from '../../support/fake-stages.js';
import type { ScratchWorkspace } from '../../support/scratch-workspace.js';

const bed = fakeRunBed();
const { run, status } = bed;
const states = statesOf;
let scratch: ScratchWorkspace;
let fake: FakeStages;
beforeEach(() => {
  ({ scratch, fake } = bed);
});

describe('a file that was read only in part', () => {
  const path = 'data/raw/a/pages.txt';
  const warning = { path, code: 'ocr/engine-failed', message: 'page 2 is missing' };
  const again = '1 file was read only in part; trying again';
  beforeEach(async () => {
    await scratch.write({ [path]: 'pages' });
    fake.reading = () => 'in part';
  });

  test('is used and told, and read again by the next run', async () => {
    const first = await run();
    expect(states(first)).toEqual(['etl ran', 'join ran']);
    expect(first.stages[0]).toMatchObject({ items: { ran: 4, failed: 0 }, warnings: [warning] });
    expect(await scratch.text('joined.txt')).toContain('in part');
    expect((await status()).stages[0]).toMatchObject({ state: 'stale', reasons: [again] });

    fake.reading = () => 'whole';
    const second = await run();
    expect(fake.read).toEqual([path]);
    expect(states(second)).toEqual(['etl ran', 'join ran']);
    expect(second.stages[0]).toMatchObject({ reason: again, warnings: [] });
    expect(await scratch.text('joined.txt')).toContain('whole');
    expect(states(await run())).toEqual(['etl unchanged', 'join unchanged']);
  });

  test('costs nothing after it where the result is the same, and is left after three runs', async () => {
    await run();
    for (const _ of ['second', 'third']) {
      const result = await run();
      expect(fake.read).toEqual([path]);
      expect(states(result)).toEqual(['etl ran', 'join unchanged']);
      expect(result.stages[0]).toMatchObject({ reason: again, warnings: [warning] });
    }
    const last = await run();
    expect(fake.read).toEqual([]);
    expect(last.stages[0]).toMatchObject({ state: 'unchanged', warnings: [warning] });
    expect((await run({ force: true })).stages[0]?.warnings).toEqual([warning]);
    expect(fake.read).toEqual([path]);
  });

  test('keeps its part where the next run gets nothing at all', async () => {
    await run();
    fake.reading = () => 'not at all';
    const result = await run();
    expect(states(result)).toEqual(['etl ran', 'join unchanged']);
    expect(result.stages[0]?.warnings).toEqual([warning]);
    expect(await scratch.text('joined.txt')).toContain('in part');
  });

  test('is not read again where another try would give the same', async () => {
    fake.reading = () => 'in part for ever';
    await run();
    const second = await run();
    expect(fake.read).toEqual([]);
    expect(second.stages[0]).toMatchObject({ state: 'unchanged', warnings: [warning] });
  });

  test('is read once a run, however many copies there are', async () => {
    await scratch.write({ 'data/raw/b/copy.txt': 'pages' });
    await run();
    fake.reading = () => 'whole';
    const second = await run();
    expect(fake.read).toHaveLength(1);
    expect(second.stages[0]?.warnings).toEqual([]);
    expect((await scratch.text('joined.txt')).match(/whole/g)).toHaveLength(2);
  });
});

test('what a stage that sees everything has to say is told by every run that uses its result', async () => {
  await scratch.write({ 'data/raw/a/odd.txt': 'odd' });
  const told = [{ code: 'dataset/odd', message: 'one is odd' }];
  expect((await run()).stages[1]?.warnings).toEqual(told);
  expect((await run()).stages[1]).toMatchObject({ state: 'unchanged', warnings: told });
  rmSync(scratch.path('data/raw/a/odd.txt'));
  expect((await run()).stages[1]?.warnings).toEqual([]);
  await scratch.write({ 'data/raw/a/odd.txt': 'odd' });
  expect((await run()).stages[1]).toMatchObject({ state: 'cached', warnings: told });
});
