/** A run in a pipe: a log that moves on, but not with every file. */
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { openRunProgress } from '../../../apps/cli/output/run-progress.js';
import type { Terminal } from '../../../apps/cli/output/terminal.js';

function pipe(): { terminal: Terminal; lines: string[] } {
  const lines: string[] = [];
  const terminal: Terminal = {
    ...{ json: false, quiet: false, interactive: false },
    ...{ print: () => undefined, document: () => undefined, warn: () => undefined },
    note: (line) => lines.push(line),
    paint: (_, text) => text,
  };
  return { terminal, lines };
}

test('tells how far a stage is every ten seconds, and not of the last file', async () => {
  const { terminal, lines } = pipe();
  let now = 0;
  const progress = await openRunProgress(terminal, () => now);
  const at = (seconds: number, done: number, failed = 0) => {
    now = seconds * 1000;
    const event: PipelineEvent = {
      ...{ type: 'stage-progress', stage: 'etl', done, total: 60 },
      ...{ ran: done, cached: 0, failed },
    };
    progress.show(event);
  };
  progress.show({ type: 'stage-started', stage: 'etl', reason: 'never run', total: 60 });
  at(1, 5);
  at(11, 12);
  at(12, 13);
  at(22, 30, 2);
  at(40, 60, 2);
  expect(lines).toEqual(['etl: never run', '  etl: 12 of 60', '  etl: 30 of 60, 2 failed']);
});

test('of the files of `predict` too, of which no stage tells that it starts', async () => {
  const { terminal, lines } = pipe();
  let now = 900_000;
  const progress = await openRunProgress(terminal, () => now);
  const counts = { ran: 0, cached: 0, failed: 0 };
  for (const [seconds, done] of [
    [0, 0],
    [9, 4],
    [10, 5],
    [15, 8],
  ] as const) {
    now = 900_000 + seconds * 1000;
    progress.show({ type: 'stage-progress', stage: 'predict', done, total: 60, ...counts });
  }
  expect(lines).toEqual(['  predict: 5 of 60']);
});
