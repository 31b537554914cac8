/** Reads a stream of server-sent events, as a browser would. */
import type { DocumentEvent, RunEvent } from '#contracts/platform-event.schema.js';
import { until } from './running-platform.js';

export interface ReadEvent {
  /** Undefined of pictures, which a stream does not go on after. */
  id: string | undefined;
  type: string;
  data: Partial<DocumentEvent & Omit<RunEvent, 'id' | 'model' | 'error'>>;
}

export interface EventReader {
  /** All that came until now. */
  events: ReadEvent[];
  /** Where a stream that was cut here goes on. */
  latest(): string;
  /** Waits for an event that is so. */
  seen(what: string, is: (event: ReadEvent) => boolean): Promise<ReadEvent>;
  close(): void;
}

/** @param open sends the request, with a signal that ends it */
export async function readEvents(open: (signal: AbortSignal) => Promise<Response>): Promise<EventReader> {
  const closing = new AbortController();
  const reply = await open(closing.signal);
  expect([reply.status, reply.headers.get('content-type')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
  ]);
  const events: ReadEvent[] = [];
  let latest = '';
  const take = (block: string) => {
    const fields = block.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) ?? []);
    const field = (name: string) => fields.find(([each]) => each === name)?.[1];
    latest = field('id') ?? latest;
    const data = field('data');
    if (data !== undefined)
      events.push({ id: field('id'), type: field('event') ?? '', data: JSON.parse(data) });
  };
  const reading = async () => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const bytes of reply.body! as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) take(block);
    }
  };
  // Cut off, by us or by a kill; what came until then is there.
  void reading().catch(() => undefined);
  return {
    events,
    latest: () => latest,
    seen: (what, is) => until(what, () => events.find(is) ?? false),
    close: () => closing.abort(),
  };
}
