/** Runs of a workspace: one at a time, told while they go on, and ended by their record whatever happens. */
import { pino } from 'pino';
import type { Workspace } from '#composition/open-workspace.js';
import type { ReproduceResult } from '#composition/reproduce.js';
import type { reproduceInChild } from '#composition/reproduce-in-child.js';
import { DomainError } from '#contracts/domain-error.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import type { RunPage, RunRecord } from '#contracts/run-record.schema.js';
import { LocalRuns } from '#nest-kit/runs/local-runs.js';
import { RunRecords } from '#ports/run-records.port.js';
import { until } from '../../support/running-platform.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';

afterEach(removeScratchWorkspaces);

/** A run that says and ends what a test tells it to. */
class ScriptedRun {
  tell: (event: PipelineEvent) => void = () => undefined;
  succeed = (): void => undefined;
  fail: (error: unknown) => void = () => undefined;

  readonly reproduce: typeof reproduceInChild = (_task, { signal, onEvent }) =>
    new Promise((resolve, reject) => {
      this.tell = onEvent;
      this.succeed = () =>
        resolve({ run_id: 'r', pipeline: 'all', stages: [], metrics: {} } as ReproduceResult);
      this.fail = reject;
      signal.addEventListener('abort', () => reject(new DomainError('pipeline/interrupted', 'Stopped.')));
    });
}

/** As long as the test lives. */
class MemoryRunRecords extends RunRecords {
  private readonly runs = new Map<string, RunRecord>();
  override async save(record: RunRecord): Promise<void> {
    this.runs.set(record.id, record);
  }
  override async find(id: string): Promise<RunRecord | undefined> {
    return this.runs.get(id);
  }
  override async page(limit: number): Promise<RunPage> {
    const newest = [...this.runs.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
    return { runs: newest.slice(0, limit), next: null };
  }
  override async unfinished(): Promise<RunRecord[]> {
    return [...this.runs.values()].filter(({ state }) => state === 'running');
  }
}

async function open() {
  const { directory } = await scratchWorkspace({ 'pipelines.yaml': 'stages: { one: { cmd: echo } }\n' });
  const records = new MemoryRunRecords();
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => lines.push(JSON.parse(line).msg) });
  const script = new ScriptedRun();
  const files = async () => ['pipelines.yaml'];
  const workspace = { directory, pipelineFile: 'pipelines.yaml', pipelineFiles: files } as Workspace;
  const runs = new LocalRuns({ workspace, records, log, reproduce: script.reproduce, tellEvery: 20 });
  const ended = (id: string) =>
    until('the run has ended', async () => {
      const run = await runs.find(id);
      return run.state !== 'running' && run;
    });
  return { runs, records, lines, script, ended };
}
const begin = (script: ScriptedRun) => {
  script.tell({ type: 'run-started', run_id: 'r', pipeline: 'all', stages: ['etl', 'mine'] });
  script.tell({ type: 'stage-started', stage: 'etl', reason: 'never run', total: 8 });
};
const progress = (done: number): PipelineEvent => ({
  type: 'stage-progress',
  ...{ stage: 'etl', done, total: 8, ran: done, cached: 0, failed: 0 },
});

test('the log says how far a run is, again and again while it moves, and nothing while it stands', async () => {
  const { runs, lines, script, ended } = await open();
  const { id } = await runs.start({}, 'A test.');
  begin(script);
  script.tell(progress(4));
  await until('it is told', () => lines.some((line) => line.includes('is at 25 %: etl has 4 of 8.')));
  // Time for several more lines, had anything moved.
  const before = lines.length;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(lines).toHaveLength(before);
  script.tell(progress(6));
  await until('it is told', () => lines.some((line) => line.includes('is at 37 %: etl has 6 of 8.')));
  script.succeed();
  expect(await ended(id)).toMatchObject({ state: 'succeeded', progress: 1 });
  await until('the end is told', () => lines.at(-1) === "Run of pipeline 'all' succeeded.");
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(lines.at(-1)).toBe("Run of pipeline 'all' succeeded.");
});

test('a second run is refused until the first one’s end is told, and taken at once after it', async () => {
  const { runs, script, ended } = await open();
  const first = await runs.start({}, 'A test.');
  expect(await rejectionOf(runs.start({}, 'Another.'))).toMatchObject({
    code: 'service/busy',
    details: { run_id: first.id },
  });
  expect((await runs.current())!.id).toBe(first.id);
  script.succeed();
  await ended(first.id);
  expect(await runs.current()).toBeNull();
  const second = await runs.start({}, 'Another.');
  expect((await runs.page(5)).runs.map(({ id }) => id)).toEqual([second.id, first.id]);
  await runs.close();
});

test('a run is going on from the start of its preparation; one that cannot be prepared never was', async () => {
  const { runs, script } = await open();
  let prepared = (): void => undefined;
  const started = runs.start({}, 'A test.', () => new Promise((resolve) => (prepared = resolve)));
  expect(await runs.current()).toMatchObject({ state: 'running', progress: 0 });
  prepared();
  const { id } = await started;
  expect((await runs.current())!.id).toBe(id);
  script.succeed();
  await runs.close();
  const unprepared = new DomainError('dataset/empty', 'There are no documents.');
  expect(await rejectionOf(runs.start({}, 'Another.', () => Promise.reject(unprepared)))).toBe(unprepared);
  expect(await runs.current()).toBeNull();
  expect((await runs.page(5)).runs.map((run) => run.id)).toEqual([id]);
});

test('a run whose process dies ends as failed, with a code; a fault of ours with nothing of our insides', async () => {
  const { runs, script, ended, records } = await open();
  const first = await runs.start({}, 'A test.');
  script.fail(new DomainError('pipeline/stage-failed', 'The process ended without a result.'));
  expect(await ended(first.id)).toMatchObject({ state: 'failed', error: { code: 'pipeline/stage-failed' } });
  const second = await runs.start({}, 'A test.');
  script.fail(new TypeError('x of undefined'));
  const { error } = await ended(second.id);
  expect(error!.code).toBe('internal/unexpected');
  expect(error!.message).not.toContain('x of');
  await until('it is on disk', async () => (await records.find(second.id))!.state === 'failed');
});

test('a run that is stopped is told as cancelled, and keeps how far it was', async () => {
  const { runs, script, ended } = await open();
  const { id } = await runs.start({}, 'A test.');
  begin(script);
  script.tell(progress(4));
  await runs.cancel(id);
  expect(await ended(id)).toMatchObject({
    ...{ state: 'cancelled', progress: 0.25 },
    error: { code: 'pipeline/interrupted' },
  });
  expect(await rejectionOf(runs.cancel('run_0'))).toMatchObject({ code: 'request/not-found' });
});

test('what a killed process left running is ended at the next start, with the remedy', async () => {
  const { runs, records } = await open();
  const { id } = await runs.start({}, 'A test.');
  const forgotten = { ...(await records.find(id))!, id: 'run_0' };
  await records.save(forgotten);
  await runs.endForgotten();
  const ended = await runs.find('run_0');
  expect(ended).toMatchObject({ state: 'failed', error: { code: 'pipeline/interrupted' } });
  expect(ended.error!.message).toContain('start it again');
  expect((await runs.find(id)).state).toBe('running');
  await runs.close();
});
