/** Streams of events to readers over HTTP: what each may see, in order, as fast as they take it and no faster. */
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Identity } from '#contracts/account.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { EventPage, EventQuery, LoggedEvent } from '#contracts/platform-event.schema.js';
import { ACCESS_RULES, type Access, refusalOf } from '#core/accounts/access-rules.js';
import { EventLog } from '#ports/event-log.port.js';
import { OwnDocuments } from '../documents/own-documents.js';
import { OpenRequests } from '../http/open-requests.js';
import { EventWatch } from './event-watch.js';
import { SseWriter } from './sse-writer.js';

/** Milliseconds between signs of life: proxies cut connections on which nothing moves for half a minute. */
const BEAT = 15_000;
/** Milliseconds before the log is asked again, where it cannot be reached. */
const AWAY = 2_000;
/** All that waits in memory for a reader that is slow. */
const EVENTS_AT_ONCE = 100;
/** Of one account at a time; each holds a connection. */
const MOST_STREAMS = 100;

/** Before any event. */
const BEGINNING = '0-0';

/** What a reader may see of what they asked for. */
type Sight = Pick<EventQuery, 'owner' | 'document' | 'runs'>;
type Rule = Exclude<Access, 'anyone'>;

export interface StreamRequest {
  who: Identity;
  /** Looks up again who reads: their rights may have changed. @throws DomainError 'auth/required' where they have none */
  again: () => Promise<Identity>;
  /** Where to go on. Unset: with the first event of the document, or with what happens from now on. */
  after?: string | undefined;
  /** Of this document alone. */
  document?: string | undefined;
}

@Injectable()
export class EventStreams {
  private readonly open = new Map<string, number>();

  constructor(
    private readonly log: EventLog,
    private readonly watch: EventWatch,
    private readonly own: OwnDocuments,
    private readonly requests: OpenRequests,
  ) {}

  /**
   * Resolves when the reader has gone, or may read no more.
   * @throws DomainError 'request/too-many', and the log's errors, before anything is sent
   */
  async run(request: StreamRequest, response: Response): Promise<void> {
    const { id } = request.who.account;
    const open = this.open.get(id) ?? 0;
    if (open >= MOST_STREAMS) {
      throw new DomainError(
        'request/too-many',
        `This account reads ${open} streams of events already; end some of them.`,
      );
    }
    this.open.set(id, open + 1);
    try {
      await this.stream(request, response);
    } finally {
      const left = this.open.get(id)! - 1;
      if (left > 0) this.open.set(id, left);
      else this.open.delete(id);
    }
  }

  private async stream(request: StreamRequest, response: Response): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.requests.stopping]);
    let sight = this.sightOf(request);
    // Of one document all is told, so that whoever uploads it and then looks has missed nothing.
    const begin = async () => (request.document === undefined ? this.log.now() : BEGINNING);
    const after = request.after ?? (await begin());
    let page = await this.read(sight, after);
    const writer = new SseWriter(response, signal);
    try {
      await writer.open(after);
      for (let beaten = performance.now(); !signal.aborted; ) {
        for (const event of page.events) await writer.event(event);
        if (sight.runs) await writer.progress(this.watch.run);
        if (performance.now() - beaten >= BEAT) {
          await writer.beat(page.position);
          sight = this.sightOf({ ...request, who: await renewed(request) });
          beaten = performance.now();
        }
        page = page.more
          ? await this.read(sight, page.position)
          : await this.next(sight, page.position, beaten + BEAT - performance.now(), signal);
      }
    } catch (error) {
      // Whose session is over asks anew, and goes on where this ended.
      if (!signal.aborted && !response.destroyed && !isRefusal(error)) throw error;
    } finally {
      response.end();
    }
  }

  private sightOf({ who, document }: StreamRequest): Sight {
    const runs =
      document === undefined && refusalOf(who, ACCESS_RULES['GET /api/v1/admin/runs'] as Rule) === null;
    return { ...this.own.seenBy(who), ...(document !== undefined && { document }), runs };
  }

  private read(sight: Sight, after: string): Promise<EventPage> {
    return this.log.read({ ...sight, after, limit: EVENTS_AT_ONCE });
  }

  /** Waits until something concerns the reader, at most so long. @param patience milliseconds */
  private async next(sight: Sight, after: string, patience: number, signal: AbortSignal): Promise<EventPage> {
    const watched = this.watch.watch({ concerns: (event) => isSeen(sight, event), runs: sight.runs });
    const over = new AbortController();
    const pauseFor = (milliseconds: number) =>
      pause(milliseconds, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(
        () => undefined,
      );
    try {
      const page = await this.read(sight, after);
      if (page.events.length > 0) return page;
      await Promise.race([watched.happened, pauseFor(Math.max(patience, 0))]);
      return { ...page, more: true };
    } catch (error) {
      if (!(error instanceof DomainError) || !error.retryable) throw error;
      await pauseFor(AWAY);
      return { events: [], position: after, more: false };
    } finally {
      over.abort();
      watched.forget();
    }
  }
}

const isSeen = ({ owner, document, runs }: Sight, event: LoggedEvent): boolean => {
  if (event.type === 'run') return runs;
  return (
    (owner === undefined || event.owner === owner) && (document === undefined || event.data.id === document)
  );
};

/** Who cannot be looked up now keeps the rights there were. */
async function renewed({ who, again }: StreamRequest): Promise<Identity> {
  try {
    return await again();
  } catch (error) {
    if (error instanceof DomainError && error.retryable) return who;
    throw error;
  }
}

const isRefusal = (error: unknown): boolean => error instanceof DomainError && error.code === 'auth/required';
