/**
 * Looks after calls that wait at the broker: tells why they wait, and gives up where nobody comes. Knows how many a
 * stage's workers take at a time.
 */
import type { StageName } from '#contracts/stage.js';

export interface WatchPatience {
  /** Milliseconds without any worker of a stage, after which its calls fail. */
  worker: number;
  /** Milliseconds without the broker, after which all calls fail. */
  broker: number;
}

/** A worker that is started anew is back within half of the first; a broker that is repaired, within the second. */
const PATIENCE: WatchPatience = { worker: 30_000, broker: 300_000 };
/** Milliseconds between two looks. */
const EVERY = 1_000;

export interface StageWatchOptions {
  connected: () => boolean;
  /** The broker's address as it may be shown. */
  shown: string;
  patience?: WatchPatience;
  /** Stages that somebody waits for. */
  waiting: () => ReadonlySet<StageName>;
  /** Items that the workers of a stage take at a time; 0 without any, undefined where it cannot be asked now. */
  placesOf: (stage: StageName) => Promise<number | undefined>;
  tell: (stage: StageName, sentence: string) => void;
  giveUp: (stage: StageName, why: string) => void;
}

export class StageWatch {
  private readonly patience: WatchPatience;
  private readonly timer: NodeJS.Timeout;
  /** When a trouble was first seen, by what it is about. */
  private readonly since = new Map<StageName | 'broker', number>();
  /** As last seen, of stages that were asked for. */
  private readonly seen = new Map<StageName, number | undefined>();
  private reason = 'not connected yet';
  private looking = false;

  constructor(private readonly options: StageWatchOptions) {
    this.patience = options.patience ?? PATIENCE;
    this.timer = setInterval(() => void this.look(), EVERY);
  }

  /** @param reason told to those who wait longest */
  brokerAway(reason: string): void {
    this.reason = reason;
  }

  /** As `placesOf`, of a moment ago; undefined until it is known, from the first question on. */
  places(stage: StageName): number | undefined {
    if (!this.seen.has(stage)) {
      this.seen.set(stage, undefined);
      void this.look();
    }
    return this.seen.get(stage);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const waiting = this.options.waiting();
      for (const stage of new Set([...waiting, ...this.seen.keys()]))
        await this.lookAt(stage, waiting.has(stage));
    } catch {
      // The connection was lost in the middle of the question; the next look sees it.
    } finally {
      this.looking = false;
    }
  }

  private async lookAt(stage: StageName, isWaitedFor: boolean): Promise<void> {
    const { connected, shown, placesOf } = this.options;
    if (!connected()) {
      if (!isWaitedFor) return;
      const where = `the broker at ${shown} (${this.reason})`;
      this.trouble(stage, 'broker', this.patience.broker, where);
      return;
    }
    if (this.since.delete('broker')) this.options.tell(stage, `The broker at ${shown} is back.`);
    const places = await placesOf(stage);
    if (this.seen.has(stage)) this.seen.set(stage, places);
    if (places !== 0) {
      if (places !== undefined) this.since.delete(stage);
    } else if (isWaitedFor) this.trouble(stage, stage, this.patience.worker, `a worker of it at ${shown}`);
  }

  private trouble(stage: StageName, about: StageName | 'broker', patience: number, what: string): void {
    const now = performance.now();
    const since = this.since.get(about);
    if (since === undefined) {
      this.since.set(about, now);
      const remedy = about === 'broker' ? '' : `; start one: \`docket start --app ${stage}\``;
      this.options.tell(stage, `Stage '${stage}' waits for ${what}, ${patience / 1000} s at most${remedy}.`);
    } else if (now - since > patience) {
      this.options.giveUp(stage, `${patience / 1000} s without ${what}`);
    }
  }
}
