/** Runs pipelines of this workspace, one at a time, each in a process of its own, and keeps a record of each. */

import { newId } from '#composition/new-id.js';
import type { Workspace } from '#composition/open-workspace.js';
import { readPipeline } from '#composition/reproduce.js';
import type { reproduceInChild } from '#composition/reproduce-in-child.js';
import { DomainError } from '#contracts/domain-error.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import type { RunPage, RunRecord, RunRequest } from '#contracts/run-record.schema.js';
import type { RunRecords } from '#ports/run-records.port.js';
import { domainErrorOf } from '../http/problem-details.js';
import type { Log } from '../observability/log.js';
import { withTrace } from '../observability/trace.js';
import { followRun } from './follow-run.js';
import { Runs } from './runs.js';

export interface LocalRunsParts {
  workspace: Workspace;
  records: RunRecords;
  reproduce: typeof reproduceInChild;
  log: Log;
  /** Milliseconds between two lines in the log that say how far a run is. */
  tellEvery?: number;
  onEvent?: (event: PipelineEvent) => void;
  onEnd?: (run: RunRecord) => void;
}

interface Going {
  run: RunRecord;
  stop: AbortController;
  ended: Promise<void>;
}

/** Milliseconds: often enough to see that it goes on, seldom enough to read the rest of the log. */
const TELL_EVERY = 10_000;

export class LocalRuns extends Runs {
  private going: Going | undefined;

  constructor(private readonly parts: LocalRunsParts) {
    super();
  }

  /** @param prepare what the run needs first; from its start on, the run is told as going on */
  override async start(
    request: RunRequest,
    cause: string,
    prepare?: () => Promise<void>,
  ): Promise<RunRecord> {
    // A run whose end is told already may still be writing it down.
    if (this.going && this.going.run.state !== 'running') await this.going.ended;
    if (this.going) {
      throw new DomainError(
        'service/busy',
        `Run ${this.going.run.id} is going on; wait for its end, or cancel it.`,
        { run_id: this.going.run.id },
      );
    }
    const run: RunRecord = {
      format: 'docket/run-record@1',
      id: newId('run'),
      pipeline: request.pipeline ?? 'training',
      cause,
      state: 'running',
      started_at: new Date().toISOString(),
      ended_at: null,
      progress: 0,
      stages: [],
      failures: [],
      error: null,
    };
    const going: Going = { run, stop: new AbortController(), ended: Promise.resolve() };
    this.going = going;
    try {
      await prepare?.();
      await readPipeline(this.parts.workspace, {}, request);
      await this.parts.records.save(run);
    } catch (error) {
      this.going = undefined;
      throw error;
    }
    going.ended = withTrace({ run_id: run.id }, () => this.work(going, request));
    return run;
  }

  override async page(limit: number, before?: string): Promise<RunPage> {
    const { runs, next } = await this.parts.records.page(limit, before);
    return { runs: runs.map((run) => this.now(run)), next };
  }

  override async find(id: string): Promise<RunRecord> {
    const run = await this.parts.records.find(id);
    if (!run) throw new DomainError('request/not-found', `There is no run '${id}'.`);
    return this.now(run);
  }

  override async cancel(id: string): Promise<RunRecord> {
    const run = await this.find(id);
    if (this.going?.run.id === id) this.going.stop.abort();
    return run;
  }

  override async current(): Promise<RunRecord | null> {
    return this.going?.run.state === 'running' ? this.going.run : null;
  }

  /** Runs that a killed process left behind end with a reason. */
  async endForgotten(): Promise<void> {
    const { records, log } = this.parts;
    for (const run of await records.unfinished()) {
      const { id } = run;
      if (id === this.going?.run.id) continue;
      const error = new DomainError(
        'pipeline/interrupted',
        'The platform was stopped during this run. What was finished is kept: start it again.',
      );
      await records.save({
        ...run,
        state: 'failed',
        ended_at: new Date().toISOString(),
        error: error.toJSON(),
      });
      log.warn({ run_id: id }, `Run ${id} was interrupted when the platform stopped.`);
    }
  }

  /** Stops the run that is going on and waits for its end. */
  async close(): Promise<void> {
    this.going?.stop.abort();
    await this.going?.ended;
  }

  /** The record in the database is from the run's start; what is going on is known here. */
  private now(run: RunRecord): RunRecord {
    return this.going?.run.id === run.id ? this.going.run : run;
  }

  private async work(going: Going, request: RunRequest): Promise<void> {
    const { workspace, reproduce, log, onEvent, onEnd } = this.parts;
    log.info({ cause: going.run.cause }, `Run of pipeline '${going.run.pipeline}' started.`);
    let end: Pick<RunRecord, 'state' | 'error'>;
    const telling = this.tellProgress(going);
    try {
      const task = { directory: workspace.directory, request, command: `docket start (run ${going.run.id})` };
      const result = await reproduce(task, {
        signal: going.stop.signal,
        onEvent: (event) => {
          going.run = followRun(going.run, event);
          onEvent?.(event);
        },
      });
      const failed = result.stages.find(({ state }) => state === 'failed');
      end = failed?.error
        ? { state: 'failed', error: new DomainError(failed.error.code, failed.error.message).toJSON() }
        : { state: failed ? 'failed' : 'succeeded', error: null };
    } catch (error) {
      const told = domainErrorOf(error, { method: 'run', path: going.run.pipeline });
      if (told !== error) log.error({ err: error }, 'A run failed in an unexpected way.');
      end = { state: going.stop.signal.aborted ? 'cancelled' : 'failed', error: told.toJSON() };
    } finally {
      clearInterval(telling);
    }
    const progress = end.state === 'succeeded' ? 1 : going.run.progress;
    const run: RunRecord = { ...going.run, ...end, progress, ended_at: new Date().toISOString() };
    going.run = run;
    await this.parts.records
      .save(run)
      .catch((error: unknown) => log.error({ err: error }, (error as Error).message));
    const level = run.state === 'failed' ? 'error' : 'info';
    log[level](
      { code: run.error?.code, progress },
      run.error
        ? `Run of pipeline '${run.pipeline}' ${run.state}: ${run.error.message}`
        : `Run of pipeline '${run.pipeline}' ${run.state}.`,
    );
    this.going = undefined;
    onEnd?.(run);
  }

  /** For those who read the log and see no bar; nothing where nothing has moved. */
  private tellProgress(going: Going): NodeJS.Timeout {
    let told = going.run;
    const tell = () => {
      if (going.run === told) return;
      told = going.run;
      this.parts.log.info({ progress: told.progress }, progressSentence(told));
    };
    return setInterval(tell, this.parts.tellEvery ?? TELL_EVERY).unref();
  }
}

/** 'Run of pipeline 'training' is at 34 %: etl has 112 of 260.' */
function progressSentence({ pipeline, progress, stages }: RunRecord): string {
  const running = stages
    .filter(({ state }) => state === 'running')
    .map(({ name, done, total }) => (total > 1 ? `${name} has ${done} of ${total}` : `${name} runs`));
  const where = running.length > 0 ? `: ${running.join(', ')}` : '';
  return `Run of pipeline '${pipeline}' is at ${Math.floor(progress * 100)} %${where}.`;
}
