/**
 * Carries many objects, some at a time, through outages: what may pass is tried again as long as anything moves,
 * what concerns one object is noted and the others go on, what concerns all stops all.
 */
import { DomainError } from '#contracts/domain-error.js';
import type { ErrorCode } from '#contracts/error-codes.js';
import type { AdaptiveLimit } from './adaptive-limit.js';
import { retryDelay } from './retry-delay.js';

/** What time and chance are to the transfers. */
export interface TransferWorld {
  /** Seconds that only go forward. */
  clock(): number;
  /** 0 gives way to timers and signals. @throws when the signal is aborted */
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
  /** 0 to 1. */
  random(): number;
}

export interface TransferItem {
  /** Bytes that count for the progress. */
  size: number;
  /** Bytes held in memory while it is under way. */
  memory: number;
}

export interface TransferPlan<Item extends TransferItem> {
  items: readonly Item[];
  /** @param moved to be told the bytes of this item that are over so far */
  work(item: Item, signal: AbortSignal, moved: (bytes: number) => void): Promise<void>;
  limit: AdaptiveLimit;
  /** Bytes under way at once; one larger item may go alone. */
  memory: number;
  /** Seconds without anything moving after which an outage is given up on. */
  patience: number;
  signal: AbortSignal;
  onProgress(progress: { done: number; bytes: number; parallel: number }): void;
  onWaiting(reason: string, seconds: number): void;
}

export interface TransferFailure<Item> {
  item: Item;
  error: DomainError;
}

/** Of one object alone; the others can still be carried. */
const OF_ONE_OBJECT = new Set<ErrorCode>([
  'remote/damaged-object',
  'remote/missing-object',
  'cache/damaged-object',
  'cache/missing-object',
  'pipeline/input-changed',
]);
/** A disk or a quota does not grow while one waits; whoever makes room runs again. */
const FULL = new Set<ErrorCode>(['remote/full', 'workspace/disk-full']);
/** Seconds given to an address that nothing ever answered from: a slip in it is likelier than an outage. */
const UNREACHED = 12;
/** Seconds of work without giving way: short enough for Ctrl-C and timers, long enough to cost nothing. */
const TURN = 0.02;

/**
 * @returns the objects that could not be carried, each with its reason
 * @throws DomainError what stops all: 'remote/unavailable' after `patience` (sooner where `details.reached` is false:
 *   nothing was ever answered), 'remote/full', 'workspace/disk-full' and 'remote/forbidden' … at once; 'remote/interrupted'
 */
export function runTransfers<Item extends TransferItem>(
  world: TransferWorld,
  plan: TransferPlan<Item>,
): Promise<TransferFailure<Item>[]> {
  const { items, limit, signal } = plan;
  const failures: TransferFailure<Item>[] = [];
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  signal.addEventListener('abort', onAbort);
  let running = 0;
  let held = 0;
  let done = 0;
  let bytes = 0;
  let fatal: unknown = null;
  /** When the outage began that has not ended yet. */
  let troubleSince: number | null = null;
  let movements = 0;
  let lastTurn = world.clock();

  const stopFor = (error: unknown): true => {
    fatal ??= error;
    stop.abort();
    return true;
  };
  const report = () => plan.onProgress({ done, bytes, parallel: limit.now });

  /** @returns false where it is to be tried again when others have had their turn */
  const carry = async (flight: Flight<Item>): Promise<boolean> => {
    const { item } = flight;
    const moved = (now: number): void => {
      bytes += now - flight.over;
      flight.over = now;
      troubleSince = null;
      movements++;
      report();
    };
    for (;;) {
      const before = flight.over;
      try {
        const now = world.clock();
        if (now < flight.notBefore) await world.sleep(flight.notBefore - now, stop.signal);
        else if (now - lastTurn > TURN) {
          lastTurn = now;
          await world.sleep(0, stop.signal);
        }
        await plan.work(item, stop.signal, moved);
        limit.finished(world.clock());
        done++;
        moved(item.size);
        return true;
      } catch (error) {
        if (stop.signal.aborted) return true;
        if (!(error instanceof DomainError)) return stopFor(error);
        if (OF_ONE_OBJECT.has(error.code)) {
          failures.push({ item, error });
          return true;
        }
        if (!error.retryable || FULL.has(error.code)) return stopFor(error);
        const now = world.clock();
        limit.troubled(now);
        troubleSince ??= now;
        const unreached = error.details.reached === false && movements === 0;
        const patience = unreached ? Math.min(plan.patience, UNREACHED) : plan.patience;
        const left = troubleSince + patience - now;
        if (left < 0) return stopFor(error);
        // Others move while this one does not: they go first.
        const alone = movements > flight.movementsBefore;
        flight.movementsBefore = movements;
        if (flight.over > before) flight.attempt = 0;
        const delay = retryDelay(++flight.attempt, world.random());
        const seconds = unreached ? Math.min(delay, left + TURN) : delay;
        flight.notBefore = now + seconds;
        plan.onWaiting(error.message, seconds);
        if (alone) return false;
      }
    }
  };

  return new Promise((resolve, reject) => {
    const queue = items.map((item): Flight<Item> => ({ item, ...NEW_FLIGHT }));
    let next = 0;
    const pump = () => {
      while (!stop.signal.aborted && running < limit.now && next < queue.length) {
        const flight = queue[next]!;
        const { memory } = flight.item;
        if (held > 0 && held + memory > plan.memory) break;
        next++;
        running++;
        held += memory;
        void carry(flight).then((over) => {
          running--;
          held -= memory;
          if (!over) queue.push(flight);
          pump();
        });
      }
      if (running > 0 || (next < queue.length && !stop.signal.aborted)) return;
      signal.removeEventListener('abort', onAbort);
      if (fatal !== null) reject(fatal);
      else if (signal.aborted) reject(interrupted(done, items.length));
      else resolve(failures);
    };
    if (signal.aborted) stop.abort();
    pump();
  });
}

/** One item on its way, over all its attempts. */
interface Flight<Item> {
  item: Item;
  /** Bytes that are over. */
  over: number;
  attempt: number;
  /** Seconds of the clock. */
  notBefore: number;
  /** What had moved when it failed last. */
  movementsBefore: number;
}
const NEW_FLIGHT = {
  over: 0,
  attempt: 0,
  notBefore: 0,
  movementsBefore: Number.POSITIVE_INFINITY,
};

const interrupted = (done: number, total: number): DomainError =>
  new DomainError(
    'remote/interrupted',
    `Interrupted; ${done} of ${total} objects are over. The next run continues.`,
  );
