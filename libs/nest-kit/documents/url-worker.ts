/** Fetches documents that are named by URLs into the object store; from then on they wait to be read like others. */
import type { Outgoing } from '#composition/open-outgoing.js';
import type { AccountUsage } from '#contracts/account-usage.schema.js';
import type { ClaimedJob, Lease } from '#ports/document-records.port.js';
import type { DocumentStory } from './document-story.js';
import { JobWorker, type JobWorkerParts, type Pace } from './job-worker.js';
import { readSpooled, type SpoolFile, spool } from './spool-file.js';

export interface Fetching {
  outgoing: Pick<Outgoing, 'fetch'>;
  /** Directory where what comes may lie until it is whole. */
  spoolFolder: string;
  maxFileBytes: number;
  /** Seconds for one document, redirects included. */
  timeout: number;
  /** Documents at the same time. */
  atOnce: number;
  /** What it says it is. */
  agent: string;
}

export interface UrlWorkerParts extends JobWorkerParts {
  fetching: Fetching;
  /** Kept until it is released or given up. */
  hold: (bytes: Uint8Array) => Promise<string>;
  release: (sha256: string) => Promise<void>;
  giveUp: (sha256: string) => Promise<void>;
  /** @throws where its account may not keep so many bytes more */
  within: (bytes: number, usage: AccountUsage) => void;
  /** It waits to be read. */
  onFetched: () => void;
  /** An attempt has ended. */
  onAttempt?: (outcome: 'fetched' | 'failed') => void;
}

/** A server that is down for a few minutes costs no document; one that is down for longer is told. */
const PACE: Partial<Pace> = { retries: [1_000, 5_000, 30_000, 120_000, 600_000] };
/** Documents of one host at a time: a slow one holds up nobody else, and none is overrun. */
const MOST_OF_ONE = 4;

export class UrlWorker extends JobWorker<UrlWorkerParts> {
  /** By the document that is in hand. */
  private readonly hosts: Map<string, string>;
  /** What has come is brought from the disk into memory one after the other. */
  private keeping: Promise<unknown> = Promise.resolve();

  constructor(parts: Omit<UrlWorkerParts, 'atOnce'>) {
    const hosts = new Map<string, string>();
    const onEnded = (id: string) => {
      hosts.delete(id);
      parts.onEnded(id);
    };
    super({ ...parts, atOnce: () => parts.fetching.atOnce, onEnded }, PACE);
    this.hosts = hosts;
  }

  /** One by one: how many of a host there are changes with each. */
  protected override async claim(lease: Lease, most: number): Promise<ClaimedJob[]> {
    const claimed: ClaimedJob[] = [];
    try {
      while (claimed.length < most) {
        const [job] = await this.parts.records.claimToFetch(lease, 1, { without: this.busyHosts() });
        if (job === undefined) break;
        this.hosts.set(job.record.id, new URL(job.record.url!).host);
        claimed.push(job);
      }
    } catch (error) {
      // Those that are claimed are ours, and their hosts busy until they end; the next look tells what is in the way.
      if (claimed.length === 0) throw error;
    }
    return claimed;
  }

  protected override reclaim(): Promise<number> {
    return this.parts.records.reclaimAll('fetch');
  }

  protected override async attempt(
    { record: { id, url } }: ClaimedJob,
    story: DocumentStory,
    signal: AbortSignal,
  ): Promise<void> {
    const { records, release, giveUp, within, onFetched, onAttempt } = this.parts;
    story.add({ state: 'fetching' });
    try {
      const file = await this.fetch(url!, signal);
      story.add({ state: 'queued' });
      const history = await story.whole();
      const allowed = (usage: AccountUsage) => within(file.bytes, usage);
      const ours = await records.fetched(id, this.name, file, history, allowed).catch(async (error) => {
        await giveUp(file.sha256).catch(() => undefined);
        throw error;
      });
      if (!ours) return await giveUp(file.sha256);
      await release(file.sha256);
      onAttempt?.('fetched');
      onFetched();
    } catch (error) {
      if (!signal.aborted) onAttempt?.('failed');
      throw error;
    }
  }

  private async fetch(url: string, signal: AbortSignal): Promise<{ sha256: string; bytes: number }> {
    const { outgoing, spoolFolder, maxFileBytes, timeout, agent } = this.parts.fetching;
    const file = await outgoing.fetch(url, {
      headers: { 'user-agent': agent, accept: '*/*', 'accept-encoding': 'identity' },
      ...{ milliseconds: timeout * 1000, mostBytes: maxFileBytes, signal },
      receive: (body) => spool(body, spoolFolder, 'fetching a document'),
    });
    try {
      const kept = this.keeping.then(() => this.keep(file));
      this.keeping = kept.catch(() => undefined);
      return { sha256: await kept, bytes: file.bytes };
    } finally {
      await file.handle.close();
    }
  }

  private async keep(file: SpoolFile): Promise<string> {
    return this.parts.hold(await readSpooled(file));
  }

  private busyHosts(): string[] {
    const counts = new Map<string, number>();
    for (const host of this.hosts.values()) counts.set(host, (counts.get(host) ?? 0) + 1);
    return [...counts].flatMap(([host, count]) => (count >= MOST_OF_ONE ? [host] : []));
  }
}
