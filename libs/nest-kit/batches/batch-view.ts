/** A batch as clients see it: what its counts mean. */
import type { Batch, BatchView } from '#contracts/batch.schema.js';
import { compareCodePoints } from '#contracts/compare-code-points.js';
import { isFinal } from '#contracts/document-record.schema.js';

/** @param now milliseconds since 1970, for the expected end */
export function batchView(batch: Batch, now: number): BatchView {
  const { id, name, created_at, started_at, changed_at, cancelled_at, counts } = batch;
  const sum = (some: Batch['counts']) => some.reduce((total, { documents }) => total + documents, 0);
  const grouped = <Key>(some: Batch['counts'], keyOf: (count: Batch['counts'][number]) => Key) => {
    const groups = new Map<Key, number>();
    for (const count of some) groups.set(keyOf(count), (groups.get(keyOf(count)) ?? 0) + count.documents);
    return [...groups];
  };
  const documents = sum(counts);
  const done = sum(counts.filter(({ state }) => isFinal(state)));
  const ended = done === documents;
  const started = started_at !== null || done > 0;
  return {
    ...{ id, name },
    status: ended ? 'ended' : started ? 'running' : 'waiting',
    cancelled: cancelled_at !== null,
    ...{ documents, done },
    progress: documents === 0 ? 1 : done / documents,
    states: Object.fromEntries(grouped(counts, ({ state }) => state)),
    classes: grouped(
      counts.filter(({ label }) => label !== null),
      ({ label }) => label!,
    )
      .map(([label, number]) => ({ label, documents: number }))
      .sort((a, b) => b.documents - a.documents || compareCodePoints(a.label, b.label)),
    ...{ created_at, started_at },
    ended_at: ended ? (changed_at ?? created_at) : null,
    expected_end: ended ? null : expectedEnd({ documents, done, started_at, now }),
  };
}

/** What is left takes as long for each document as what is done took. */
function expectedEnd({
  documents,
  done,
  started_at,
  now,
}: Pick<BatchView, 'documents' | 'done' | 'started_at'> & { now: number }): string | null {
  if (started_at === null || done === 0) return null;
  const taken = Math.max(0, now - Date.parse(started_at));
  return new Date(now + (taken / done) * (documents - done)).toISOString();
}
