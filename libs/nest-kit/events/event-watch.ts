/** Looks for events while anybody waits for one: one look for all who wait, and each is woken by what concerns them. */
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type LoggedEvent, type RunEvent, runEventOf } from '#contracts/platform-event.schema.js';
import { EventLog } from '#ports/event-log.port.js';
import { Lookout } from '../lookout.js';
import { Runs } from '../runs/runs.js';

/** Milliseconds between two looks. A person sees no difference to at once, and a database hardly notices. */
const LOOK = 300;
/** Looks at the log for one at the run that is going on, which is asked of another app. */
const LOOKS_PER_RUN = 3;
const EVENTS_AT_ONCE = 500;

export interface Concern {
  concerns: (event: LoggedEvent) => boolean;
  /** Whether the progress of runs is one. */
  runs: boolean;
}

export interface Watched {
  /** Resolves when something may have happened that concerns them since the watch began. */
  happened: Promise<void>;
  forget(): void;
}

@Injectable()
export class EventWatch implements OnApplicationShutdown {
  private readonly waiting = new Map<() => void, Concern>();
  private readonly lookout = new Lookout(LOOK, () => this.look());
  private position: string | undefined;
  private looks = 0;
  private running: RunEvent | null = null;

  constructor(
    private readonly log: EventLog,
    private readonly runs: Runs,
  ) {}

  /** How far the run is that is going on; a second old at most while anybody watches runs. */
  get run(): RunEvent | null {
    return this.running;
  }

  /** Begin it before reading: what comes in between is not missed then. */
  watch(concern: Concern): Watched {
    let wake = () => {};
    const happened = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.waiting.set(wake, concern);
    this.lookout.start();
    return { happened, forget: () => void this.waiting.delete(wake) };
  }

  onApplicationShutdown(): Promise<void> {
    return this.lookout.close();
  }

  private async look(): Promise<void> {
    if (this.waiting.size === 0) {
      this.lookout.rest();
      this.position = undefined;
      return;
    }
    // What happened before the first look, nobody can tell: all who wait are woken for it.
    const first = this.position === undefined;
    try {
      const runs = [...this.waiting.values()].some((concern) => concern.runs);
      if (runs && this.looks++ % LOOKS_PER_RUN === 0) await this.lookAtRun();
      this.position ??= await this.log.now();
      const after = this.position;
      const { events, position } = await this.log.read({ after, limit: EVENTS_AT_ONCE, runs: true });
      this.position = position;
      // Also those who came during the look: their own reading may have been just before it.
      for (const [wake, { concerns }] of this.waiting) if (first || events.some(concerns)) this.wake(wake);
    } catch {
      // Away; who waits is told by a reading of their own, and the next look goes on from where this one was.
    }
  }

  private async lookAtRun(): Promise<void> {
    const run = await this.runs.current().catch(() => null);
    const now = run && runEventOf(run);
    if (JSON.stringify(now) === JSON.stringify(this.running)) return;
    this.running = now;
    for (const [wake, { runs }] of this.waiting) if (runs) this.wake(wake);
  }

  private wake(wake: () => void): void {
    this.waiting.delete(wake);
    wake();
  }
}
