/** Server-sent events as browsers read them (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
import { once } from 'node:events';
import type { Response } from 'express';
import type { LoggedEvent, RunEvent } from '#contracts/platform-event.schema.js';

/** Milliseconds after which a browser connects again. */
const RETRY = 2_000;
/** Milliseconds that a reader may take for what was sent; one that is stuck is cut, and reads on when it is back. */
const STUCK = 60_000;

export class SseWriter {
  /** The last picture of a run, so that none is sent twice. */
  private picture = '';
  private ended: string | undefined;

  /** @param signal aborted when the reader has gone */
  constructor(
    private readonly response: Response,
    private readonly signal: AbortSignal,
  ) {}

  /** From here on, a connection that is lost goes on after `position`. */
  async open(position: string): Promise<void> {
    this.response.status(200).set({
      'content-type': 'text/event-stream; charset=utf-8',
      // Else nginx would collect events until a buffer is full.
      'x-accel-buffering': 'no',
    });
    await this.write(`retry: ${RETRY}\nid: ${position}\n\n`);
  }

  async event({ type, position, data }: LoggedEvent): Promise<void> {
    if (type === 'run' && data.state !== 'running') this.ended = data.id;
    await this.write(`id: ${position}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** A picture of now and no event: it has no id, and is not sent again. */
  async progress(run: RunEvent | null): Promise<void> {
    const picture = JSON.stringify(run);
    if (run === null || run.id === this.ended || picture === this.picture) return;
    this.picture = picture;
    await this.write(`event: run\ndata: ${picture}\n\n`);
  }

  /** A sign of life; an id without data moves the place alone. */
  async beat(position: string): Promise<void> {
    await this.write(`: beat\nid: ${position}\n\n`);
  }

  /** Resolves when there is room for more. */
  private async write(text: string): Promise<void> {
    if (this.signal.aborted || this.response.write(text)) return;
    const patience = AbortSignal.timeout(STUCK);
    try {
      await once(this.response, 'drain', { signal: AbortSignal.any([this.signal, patience]) });
    } catch (error) {
      if (patience.aborted) this.response.destroy();
      throw error;
    }
  }
}
