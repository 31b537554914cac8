/** Deletions that found rows are wiped once, some minutes later; what fails or is deleted meanwhile, again. */
import { existsSync } from 'node:fs';
import { jest } from '@jest/globals';
import { DeletedTraces } from '#composition/deleted-traces.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
});
afterEach(() => {
  jest.useRealTimers();
  removeScratchWorkspaces();
});

const FIVE_MINUTES = 300_000;
const setUp = async () => {
  const marker = (await scratchWorkspace()).path('deleted');
  const wipes: (() => Promise<void>)[] = [];
  let wiped = 0;
  const traces = new DeletedTraces(marker, async () => {
    wiped += 1;
    await wipes.shift()?.();
  });
  const { run } = traces.watch({
    run: async (statements) => statements.map(({ values: [reply] }) => Buffer.from(String(reply))),
    close: async () => undefined,
  });
  return {
    ...{ traces, wipes, wiped: () => wiped, marked: () => existsSync(marker) },
    ask: (sql: string, reply: string) => run([{ sql, values: [reply] }]),
  };
};
const DELETE = 'delete from "documents" where "id" = $1';

test('many deletions are one wiping; what finds nothing, or is a matter of the queue, is none', async () => {
  const { ask, wiped, marked } = await setUp();
  await ask(DELETE, 'C DELETE 0');
  await ask('delete from "jobs" where "document_id" = $1', 'C DELETE 1');
  expect(marked()).toBe(false);
  await ask(DELETE, 'C DELETE 1');
  expect(marked()).toBe(true);
  await jest.advanceTimersByTimeAsync(FIVE_MINUTES / 2);
  await ask('\n  delete from documents where id in (select 1)', 'C DELETE 12');
  expect(wiped()).toBe(0);
  await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
  expect([wiped(), marked()]).toEqual([1, false]);
});

test('what is deleted while it wipes, and a wiping that fails, leave the marker and are done again', async () => {
  const { ask, wipes, wiped, marked, traces } = await setUp();
  wipes.push(async () => void (await ask(DELETE, 'C DELETE 1')));
  wipes.push(() => Promise.reject(new Error('the disk is full')));
  await ask(DELETE, 'C DELETE 1');
  await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
  expect([wiped(), marked()]).toEqual([1, true]);
  await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
  expect([wiped(), marked()]).toEqual([2, true]);
  await traces.end();
  expect([wiped(), marked()]).toEqual([3, false]);
});
