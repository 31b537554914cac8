/** A reader of events who is slow holds back nobody and costs no memory; one who hangs up leaves nothing behind. */
import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import type { Identity } from '#contracts/account.schema.js';
import type { EventPage, EventQuery, LoggedEvent } from '#contracts/platform-event.schema.js';
import { OwnDocuments } from '#nest-kit/documents/own-documents.js';
import { EventStreams } from '#nest-kit/events/event-streams.js';
import { EventWatch } from '#nest-kit/events/event-watch.js';
import { OpenRequests } from '#nest-kit/http/open-requests.js';
import { EventLog } from '#ports/event-log.port.js';
import { rejectionOf } from '../../support/thrown-by.js';

const who: Identity = { account: { id: 'acc_1', name: 'ann', role: 'user' }, scopes: [], via: 'session' };
const event = (number: number): LoggedEvent => ({
  ...{ type: 'document', position: `${number}-1`, owner: 'acc_1' },
  data: {
    ...{ id: `doc_${number}`, file: 'a.txt', status: 'queued', at: '2026-01-02T03:04:05.678Z' },
    ...{ label: null, confidence: null, model: null },
  },
});

/** More events than anybody reads. */
class EndlessLog extends EventLog {
  readonly asked: EventQuery[] = [];
  override async now(): Promise<string> {
    return '1-0';
  }
  override async read(query: EventQuery): Promise<EventPage> {
    this.asked.push(query);
    const first = Number.parseInt(query.after!, 10) + 1;
    const events = Array.from({ length: query.limit }, (_, number) => event(first + number));
    return { events, position: events.at(-1)!.position, more: true };
  }
}

/** Takes `room` writes, and then no more until it is drained. */
class SlowResponse extends EventEmitter {
  readonly written: string[] = [];
  ended = false;
  destroyed = false;
  constructor(private room: number) {
    super();
  }
  status = () => this;
  set = () => this;
  write = (text: string) => this.written.push(text) < this.room;
  end = () => {
    this.ended = true;
  };
  drain(room: number) {
    this.room = this.written.length + room;
    this.emit('drain');
  }
}
const as = (response: SlowResponse) => response as unknown as Response;
const turns = () => new Promise((resolve) => setTimeout(resolve, 10));

function streams() {
  const log = new EndlessLog();
  const watch = new EventWatch(log, { current: async () => null } as never);
  return {
    log,
    streams: new EventStreams(log, watch, new OwnDocuments({} as never, {} as never), new OpenRequests()),
  };
}

test('nothing is read from the log for a reader who does not take what was sent', async () => {
  const { log, streams: all } = streams();
  const response = new SlowResponse(50);
  const over = all.run({ who, again: async () => who }, as(response));
  await turns();
  expect([log.asked.length, response.written.length]).toEqual([1, 50]);
  response.drain(60);
  await turns();
  expect([log.asked.length, response.written.length]).toEqual([2, 110]);
  const places = response.written.slice(1).map((text) => Number(/^id: (\d+)/.exec(text)![1]));
  expect(places).toEqual(places.map((_, number) => number + 2));
  expect(log.asked[0]).toMatchObject({ owner: 'acc_1', runs: false });
  response.emit('close');
  await over;
  expect(response.ended).toBe(true);
});

test('of streams of one account there are only so many; one that ends makes room', async () => {
  const { streams: all } = streams();
  const open = Array.from({ length: 100 }, () => new SlowResponse(1));
  const over = open.map((response) => all.run({ who, again: async () => who }, as(response)));
  const refused = all.run({ who, again: async () => who }, as(new SlowResponse(1)));
  expect(await rejectionOf(refused)).toMatchObject({ code: 'request/too-many' });
  open[0]!.emit('close');
  await over[0];
  const next = new SlowResponse(1);
  const another = all.run({ who, again: async () => who }, as(next));
  await turns();
  expect(next.written[0]).toBe('retry: 2000\nid: 1-0\n\n');
  for (const response of [...open, next]) response.emit('close');
  await Promise.all([...over, another]);
});
