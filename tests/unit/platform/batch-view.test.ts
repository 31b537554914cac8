/** What a batch's counts mean to a client, and whose upload has its turn when. */
import type { Batch } from '#contracts/batch.schema.js';
import { BatchViewSchema } from '#contracts/batch.schema.js';
import { uploadTurn } from '#core/documents/upload-turn.js';
import { batchView } from '#nest-kit/batches/batch-view.js';

const START = '2026-01-02T03:00:00.000Z';
const batch = (more: Partial<Batch> = {}): Batch => ({
  ...{ id: 'batch_1', name: 'scans.zip', owner: 'acc_ann', created_at: START, started_at: START },
  ...{ cancelled_at: null, changed_at: '2026-01-02T03:00:20.000Z', counts: [] },
  ...more,
});
const after = (seconds: number) => Date.parse(START) + seconds * 1000;

test('counts by state and by class, and an end that goes on as fast as until now', () => {
  const counts: Batch['counts'] = [
    { state: 'queued', label: null, documents: 7 },
    { state: 'classified', label: 'letter', documents: 1 },
    { state: 'review', label: 'letter', documents: 1 },
    { state: 'classified', label: '__proto__', documents: 1 },
  ];
  const view = batchView(batch({ counts }), after(30));
  expect(BatchViewSchema.parse(view)).toEqual({
    ...{ id: 'batch_1', name: 'scans.zip', status: 'running', cancelled: false },
    ...{ documents: 10, done: 3, progress: 0.3, states: { queued: 7, classified: 2, review: 1 } },
    classes: [
      { label: 'letter', documents: 2 },
      { label: '__proto__', documents: 1 },
    ],
    ...{ created_at: START, started_at: START, ended_at: null },
    expected_end: new Date(after(100)).toISOString(),
  });
});

test.each<[string, Partial<Batch>, object]>([
  [
    'waits for its turn',
    { started_at: null, counts: [{ state: 'queued', label: null, documents: 2 }] },
    { status: 'waiting', progress: 0, expected_end: null, ended_at: null },
  ],
  [
    'has no answer yet: nobody knows its end',
    { counts: [{ state: 'reading', label: null, documents: 2 }] },
    { status: 'running', expected_end: null },
  ],
  [
    'is done',
    { counts: [{ state: 'failed', label: null, documents: 2 }], cancelled_at: START },
    {
      status: 'ended',
      cancelled: true,
      progress: 1,
      ended_at: '2026-01-02T03:00:20.000Z',
      expected_end: null,
    },
  ],
  [
    'has lost all of its documents',
    { changed_at: null },
    { status: 'ended', documents: 0, progress: 1, ended_at: START },
  ],
])('a batch that %s', (_, more, expected) => {
  expect(batchView(batch(more), after(30))).toMatchObject(expected);
});

test('who waits goes first, then small uploads; large ones leave places to others', () => {
  const turns = [uploadTurn(1, true, 100), uploadTurn(20, false, 100), uploadTurn(21, true, 100)];
  expect(turns.map(({ most }) => most)).toEqual([100, 100, 90]);
  const [waited, small, large] = turns.map(({ priority }) => priority) as [number, number, number];
  expect([waited > small, small > large]).toEqual([true, true]);
});
