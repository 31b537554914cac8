/** What Prometheus may read of this process. Alert rules hold on to these names. */
import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds: a text document takes milliseconds, a long scan minutes. */
const STAGE_BUCKETS = [0.005, 0.02, 0.1, 0.3, 1, 3, 10, 30, 60, 120, 300];
const HTTP_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly own = { registers: [this.registry] };

  readonly httpDuration = new Histogram({
    name: 'docket_http_request_duration_seconds',
    help: 'Duration of HTTP requests.',
    labelNames: ['method', 'route', 'status'],
    buckets: HTTP_BUCKETS,
    ...this.own,
  });
  readonly stageDuration = new Histogram({
    name: 'docket_stage_duration_seconds',
    help: 'Duration of stage runs in this process.',
    labelNames: ['stage', 'outcome'],
    buckets: STAGE_BUCKETS,
    ...this.own,
  });
  readonly documents = new Counter({
    name: 'docket_documents_total',
    help: 'Documents that have their answer, by its status.',
    labelNames: ['status'],
    ...this.own,
  });
  readonly documentFailures = new Counter({
    name: 'docket_document_failures_total',
    help: 'Documents without an answer, by the code of the reason.',
    labelNames: ['code'],
    ...this.own,
  });
  readonly fetches = new Counter({
    name: 'docket_url_fetches_total',
    help: 'Attempts to fetch a document from its URL, by their outcome.',
    labelNames: ['outcome'],
    ...this.own,
  });
  readonly intake = new Counter({
    name: 'docket_intake_files_total',
    help: 'Files of the intake folder: taken, refused as they came, sorted into folders of their classes.',
    labelNames: ['outcome'],
    ...this.own,
  });
  constructor() {
    collectDefaultMetrics({ register: this.registry });
    // Rates over a counter need its zero; a first failure would otherwise not be seen as a rise.
    for (const status of ['classified', 'review', 'rejected', 'failed', 'split'])
      this.documents.inc({ status }, 0);
  }

  countWaiting(count: () => Promise<number>): void {
    this.ask('docket_documents_waiting', 'Documents that wait for their turn or are being worked on.', count);
  }

  /** @param status how many wait, and whether the folder can be read */
  watchIntake(status: () => Promise<{ waiting: number; reachable: boolean }>): void {
    const help = 'Files of the intake folder that wait to be taken.';
    this.ask('docket_intake_files_waiting', help, async () => (await status()).waiting);
    const reached = '1 where the intake folder is watched, 0 where it cannot be read or nothing is taken.';
    this.ask('docket_intake_ready', reached, async () => Number((await status()).reachable));
  }

  watchModel(answers: () => Promise<boolean>): void {
    this.ask('docket_model_ready', '1 where a model answers, 0 where uploads are refused.', async () =>
      Number(await answers()),
    );
  }

  /**
   * A figure that one app alone knows: elsewhere its zero would be a false alarm. It is asked for when Prometheus looks,
   * so that it is never stale; where it cannot be told, the last one stays.
   */
  private ask(name: string, help: string, value: () => Promise<number>): void {
    const collect = async () => gauge.set(await value());
    const gauge: Gauge = new Gauge({
      name,
      help,
      ...this.own,
      collect: () => collect().catch(() => undefined),
    });
  }
}
