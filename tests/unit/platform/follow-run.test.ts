/** A run's record says how far it is, from its events alone. */
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { type RunRecord, RunRecordSchema } from '#contracts/run-record.schema.js';
import { followRun } from '#nest-kit/runs/follow-run.js';

const begun: RunRecord = {
  format: 'docket/run-record@1',
  id: 'run_0',
  pipeline: 'training',
  cause: 'A test.',
  state: 'running',
  started_at: '2026-01-01T00:00:00.000Z',
  ended_at: null,
  progress: 0,
  stages: [],
  failures: [],
  error: null,
};
const follow = (...events: PipelineEvent[]): RunRecord => events.reduce(followRun, begun);
const started = (...stages: string[]): PipelineEvent => ({
  type: 'run-started',
  run_id: 'r',
  pipeline: 'all',
  stages,
});
const progress = (stage: string, done: number, total: number, failed = 0): PipelineEvent => ({
  type: 'stage-progress',
  ...{ stage, done, total, failed, ran: done - failed, cached: 0 },
});
const finished = (name: string, total: number): PipelineEvent => ({
  type: 'stage-finished',
  ...{ name, state: 'ran', reason: 'never run', seconds: 1 },
  items: { total, ran: total, cached: 0, failed: 0 },
  failures: [],
  warnings: [],
});

test('a stage counts by the part of the time that it takes, so that reading, the longest, is most of the way', () => {
  const all = started('etl', 'clean-text', 'preprocess', 'train', 'eval');
  const ended = (...names: string[]) => follow(all, ...names.map((name) => finished(name, 1))).progress;
  const read = ended('etl');
  expect(read).toBeGreaterThan(0.85);
  expect(read).toBeLessThan(0.95);
  const reading: PipelineEvent = { type: 'stage-started', stage: 'etl', reason: '', total: 260 };
  expect(follow(all, reading, progress('etl', 130, 260)).progress).toBeCloseTo(read / 2);
  expect(ended('etl', 'clean-text', 'preprocess')).toBeLessThan(1);
  expect(ended('etl', 'clean-text', 'preprocess', 'train', 'eval')).toBe(1);
});

test('stages of one’s own count the same, and a running one by its files', () => {
  const half = follow(
    started('etl', 'mine'),
    { type: 'stage-started', stage: 'etl', reason: 'never run', total: 8 },
    progress('etl', 4, 8, 1),
  );
  expect(half.pipeline).toBe('all');
  expect(half.progress).toBeCloseTo(0.25);
  expect(half.stages).toEqual([
    { name: 'etl', state: 'running', reason: 'never run', done: 4, total: 8, failed: 1 },
    { name: 'mine', state: 'waiting', reason: '', done: 0, total: 0, failed: 0 },
  ]);
  const more = [finished('etl', 8), finished('mine', 1)].reduce(followRun, half);
  expect(more.progress).toBe(1);
  expect(more.stages.map(({ state, done }) => [state, done])).toEqual([
    ['ran', 8],
    ['ran', 1],
  ]);
  expect(RunRecordSchema.parse(more)).toEqual(more);
});

test('a stage that knows no number of steps, or more than it had, never leaves 0 to 1', () => {
  const unknown = follow(started('train'), progress('train', 5, 0));
  expect(unknown.progress).toBe(0);
  const running: PipelineEvent = { type: 'stage-started', stage: 'train', reason: '', total: 2 };
  const over = follow(started('train'), running, progress('train', 9, 2));
  expect(over.progress).toBe(1);
});

test('names the files that could not be read, a thousand of them, and counts the rest', () => {
  const failures = Array.from(
    { length: 1500 },
    (_, number): PipelineEvent => ({
      type: 'item-failed',
      stage: 'etl',
      path: `${number}.pdf`,
      code: 'document/empty',
      message: 'empty',
    }),
  );
  const run = follow(started('etl'), ...failures);
  expect(run.failures).toHaveLength(1000);
  expect(run.failures[0]).toEqual({
    stage: 'etl',
    path: '0.pdf',
    code: 'document/empty',
    message: 'empty',
  });
});

test('what says nothing about the record leaves it as it is', () => {
  expect(followRun(begun, { type: 'log', stage: 'etl', line: 'a line' })).toBe(begun);
});
