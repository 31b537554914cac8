/**
 * Works on jobs of documents, a few at a time: claims them, shows how far they are, gives signs of life, and puts them
 * back where something that may pass is in the way. What is done for each is said by who extends it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '#composition/new-id.js';
import { DomainError } from '#contracts/domain-error.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import { failedAnswer } from '#core/prediction/classify-document.js';
import type { ClaimedJob, DocumentEnd, DocumentRecords, Lease } from '#ports/document-records.port.js';
import { domainErrorOf } from '../http/problem-details.js';
import { Lookout } from '../lookout.js';
import type { Log } from '../observability/log.js';
import { withTrace } from '../observability/trace.js';
import { CANCELLED } from './cancelled.js';
import { DocumentStory } from './document-story.js';

export interface JobWorkerParts {
  records: DocumentRecords;
  log: Log;
  /** Documents at the same time, asked for at every look. */
  atOnce: () => number;
  /** Whether no other process has workers on these records, so that all jobs in hand are those of a killed one. */
  alone: boolean;
  /** Text was read of an upload that nobody wants any more. */
  onUnwanted: (upload: string, extracted: string | null) => Promise<void>;
  /** The work on a document is over, with an answer or without. */
  onEnded: (id: string) => void;
  /** Milliseconds. */
  pace?: Partial<Pace>;
}

export interface Pace {
  /** Between two looks for documents that another process has put on record, or whose pause is over. */
  look: number;
  /** Between two signs of life. */
  beat: number;
  /** Without a sign of life a worker is believed to be gone after this. */
  silence: number;
  /** After a failure that may pass; after the last one it is a failure. Together two minutes. */
  retries: readonly number[];
  /** A state that ends sooner is written down with the next one. */
  settle: number;
}

const PACE: Pace = {
  look: 1_000,
  beat: 4_000,
  silence: 15_000,
  retries: [500, 1_000, 3_000, 10_000, 30_000, 75_000],
  settle: 100,
};
/** Milliseconds. */
const LONGEST_WAIT = 600_000;
/** Workers that a document may have taken along before it is believed to be the reason. */
const MOST_LOSSES = 10;

/** Why the work on a document ends early. */
type Stop = 'removed' | 'closing' | 'lost';

interface InHand {
  stop: AbortController;
  ended: Promise<void>;
}

export abstract class JobWorker<Parts extends JobWorkerParts = JobWorkerParts> {
  protected readonly name = newId('worker');
  private readonly pace: Pace;
  private readonly inHand = new Map<string, InHand>();
  private readonly closing = new AbortController();
  private readonly lookout: Lookout;
  private beating: NodeJS.Timeout | undefined;
  private reclaimed = false;
  /** What the log says is in the way. */
  private trouble: string | undefined;

  /** @param pace where the kind of work wants another one than reading */
  constructor(
    protected readonly parts: Parts,
    pace: Partial<Pace> = {},
  ) {
    this.pace = { ...PACE, ...pace, ...parts.pace };
    this.lookout = new Lookout(this.pace.look, () => this.look());
  }

  /** At most so many jobs of its kind. */
  protected abstract claim(lease: Lease, most: number): Promise<ClaimedJob[]>;
  /** Takes all jobs of its kind from whoever had them. */
  protected abstract reclaim(): Promise<number>;
  /** Does the work and writes down what came of it; what it throws is told as the reason of a failure, or tried again. */
  protected abstract attempt(job: ClaimedJob, story: DocumentStory, signal: AbortSignal): Promise<void>;

  start(): void {
    this.beating = setInterval(() => void this.giveSignOfLife(), this.pace.beat).unref();
    this.lookout.start();
    this.lookout.wake();
  }

  /** There may be something to do. */
  wake(): void {
    this.lookout.wake();
  }

  /** Waits for the end of the work on a document, which it stops. */
  async stop(id: string): Promise<void> {
    const found = this.inHand.get(id);
    found?.stop.abort('removed' satisfies Stop);
    await found?.ended;
  }

  async close(): Promise<void> {
    this.closing.abort();
    clearInterval(this.beating);
    await this.lookout.close();
    for (const { stop } of this.inHand.values()) stop.abort('closing' satisfies Stop);
    await Promise.all([...this.inHand.values()].map(({ ended }) => ended));
  }

  private get lease(): Lease {
    return { worker: this.name, seconds: this.pace.silence / 1000 };
  }

  private async look(): Promise<void> {
    const { log, atOnce, alone } = this.parts;
    try {
      if (alone && !this.reclaimed) {
        const left = await this.reclaim();
        if (left > 0) log.info({ left }, `${left} documents that a stop left unfinished are taken up again.`);
        this.reclaimed = true;
      }
      const free = atOnce() - this.inHand.size;
      if (free <= 0) return;
      const jobs = await this.claim(this.lease, free);
      // One that is in hand already was ours before, and too slow to say so: it goes on under the new lease.
      for (const job of jobs.filter(({ record }) => !this.inHand.has(record.id))) this.begin(job);
      this.told(undefined);
    } catch (error) {
      this.told(error);
    }
  }

  private begin(job: ClaimedJob): void {
    const { id } = job.record;
    const inHand: InHand = { stop: new AbortController(), ended: Promise.resolve() };
    this.inHand.set(id, inHand);
    inHand.ended = withTrace({ document_id: id }, () => this.work(job, inHand.stop.signal))
      .catch((error: unknown) => this.told(error))
      .finally(() => {
        this.inHand.delete(id);
        this.parts.onEnded(id);
        this.wake();
      });
    // A stop that came while it was claimed.
    if (this.closing.signal.aborted) inHand.stop.abort('closing' satisfies Stop);
  }

  private async work(job: ClaimedJob, signal: AbortSignal): Promise<void> {
    const { records, log } = this.parts;
    const { record, failures, losses, cancelled } = job;
    const { id, name } = record;
    const story = new DocumentStory(record.history, this.pace.settle, (history) =>
      records.enter(id, this.name, history),
    );
    try {
      if (cancelled) throw CANCELLED;
      if (losses >= MOST_LOSSES) throw endsTheWorker(losses);
      await this.attempt(job, story, signal);
    } catch (error) {
      const stop = signal.aborted ? (signal.reason as Stop) : undefined;
      if (stop === 'removed' || stop === 'lost') return void (await story.whole());
      if (stop === 'closing') {
        story.add({ state: 'queued' });
        const history = await story.whole();
        await records.giveBack(id, this.name, history, { failed: false, wait: 0 });
        return;
      }
      const told = domainErrorOf(error, { method: 'work', path: name });
      if (told !== error) log.error({ err: error }, 'A document failed in an unexpected way.');
      const wait = waitFor(this.pace.retries[failures], told);
      const reason = { code: told.code, message: told.message };
      if (told.retryable && wait !== undefined) {
        story.add({ state: 'queued', error: reason });
        await records.giveBack(id, this.name, await story.whole(), { failed: true, wait });
        return;
      }
      story.add({ state: 'failed', error: reason });
      const answer: DocumentAnswer = failedAnswer(name, told);
      const nothing = { extracted: null, text: '', basis: null };
      await this.finish(record, signal, { history: await story.whole(), answer, ...nothing });
    }
  }

  /** An answer is too dear to be lost by a database that is away for a moment. @returns whether it is still wanted */
  protected async finish(
    record: ClaimedJob['record'],
    signal: AbortSignal,
    end: DocumentEnd,
  ): Promise<boolean> {
    const { id, name } = record;
    for (;;) {
      try {
        const written = await this.parts.records.finish(id, this.name, {
          ...end,
          text: `${name}\n${end.text}`,
        });
        if (!written && record.sha256 !== null) await this.parts.onUnwanted(record.sha256, end.extracted);
        return written;
      } catch (error) {
        if (!(error instanceof DomainError) || !error.retryable || signal.aborted) throw error;
        this.told(error);
        await pause(this.pace.look, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Also ends the work on what is no longer this worker's. */
  async giveSignOfLife(): Promise<void> {
    const ids = [...this.inHand.keys()];
    try {
      const kept = new Set(await this.parts.records.renew(this.lease, ids));
      for (const id of ids) {
        if (!kept.has(id)) this.inHand.get(id)?.stop.abort('lost' satisfies Stop);
      }
    } catch (error) {
      this.told(error);
    }
  }

  /** Once, however often it happens, and once when it is over. */
  private told(error: unknown): void {
    const { log } = this.parts;
    const message = error === undefined ? undefined : (error as Error).message;
    if (message === this.trouble || this.closing.signal.aborted) return;
    if (message !== undefined) log.error({ err: error }, message);
    else log.info('The database answers again.');
    this.trouble = message;
  }
}

/** What asks for a longer wait than ours is waited for, within reason. */
function waitFor(own: number | undefined, { details }: DomainError): number | undefined {
  const asked = typeof details.retry_after === 'number' ? details.retry_after * 1000 : 0;
  return own === undefined ? undefined : Math.max(own, Math.min(asked, LONGEST_WAIT));
}

const endsTheWorker = (losses: number): DomainError =>
  new DomainError(
    'document/ends-the-worker',
    `The process that read this document ended ${losses} times before it was done; often it needs more memory than there is. Send it again as smaller pages, or on a larger machine.`,
  );
