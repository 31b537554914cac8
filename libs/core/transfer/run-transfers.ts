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
/** Seconds of work without giving way: short enough for Ctrl-C and timers, long enough to cost nothing. */
const TURN = 0.02;
/** Failures of one object between which others moved: it must be the object then. */
const LONELY_FAILURES = 6;

/**
 * @returns the objects that could not be carried, each with its reason
 * @throws DomainError what stops all: 'remote/unavailable' after `patience`, 'remote/forbidden' …; 'remote/interrupted'
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
  let next = 0;
  let running = 0;
  let held = 0;
  let done = 0;
  let bytes = 0;
  let fatal: unknown = null;
  /** When the outage began that has not ended yet. */
  let troubleSince: number | null = null;
  let movements = 0;
  let lastTurn = world.clock();

  const stopFor = (error: unknown): void => {
    fatal ??= error;
    stop.abort();
  };
  const report = () => plan.onProgress({ done, bytes, parallel: limit.now });

  const carry = async (item: Item): Promise<void> => {
    let over = 0;
    const moved = (now: number): void => {
      bytes += now - over;
      over = now;
      troubleSince = null;
      movements++;
      report();
    };
    let lonelyFailures = 0;
    let movementsBefore = Number.POSITIVE_INFINITY;
    for (let attempt = 1; ; attempt++) {
      const before = over;
      try {
        if (world.clock() - lastTurn > TURN) {
          lastTurn = world.clock();
          await world.sleep(0, stop.signal);
        }
        await plan.work(item, stop.signal, moved);
        limit.finished(world.clock());
        done++;
        moved(item.size);
        return;
      } catch (error) {
        if (stop.signal.aborted) return;
        if (!(error instanceof DomainError)) return stopFor(error);
        if (OF_ONE_OBJECT.has(error.code)) {
          failures.push({ item, error });
          return;
        }
        if (!error.retryable) return stopFor(error);
        if (over > before) {
          attempt = 1;
          lonelyFailures = 0;
        } else if (movements > movementsBefore) lonelyFailures++;
        movementsBefore = movements;
        const now = world.clock();
        limit.troubled(now);
        troubleSince ??= now;
        const outage = now - troubleSince;
        if (outage > plan.patience) return stopFor(error);
        if (lonelyFailures >= LONELY_FAILURES) {
          failures.push({ item, error });
          return;
        }
        const seconds = retryDelay(attempt, world.random());
        plan.onWaiting(error.message, seconds);
        await world.sleep(seconds, stop.signal).catch(() => undefined);
        if (stop.signal.aborted) return;
      }
    }
  };

  return new Promise((resolve, reject) => {
    const pump = () => {
      while (!stop.signal.aborted && running < limit.now && next < items.length) {
        const item = items[next]!;
        if (held > 0 && held + item.memory > plan.memory) break;
        next++;
        running++;
        held += item.memory;
        void carry(item).then(() => {
          running--;
          held -= item.memory;
          pump();
        });
      }
      if (running > 0 || (next < items.length && !stop.signal.aborted)) return;
      signal.removeEventListener('abort', onAbort);
      if (fatal !== null) reject(fatal);
      else if (signal.aborted) reject(interrupted(done, items.length));
      else resolve(failures);
    };
    if (signal.aborted) stop.abort();
    pump();
  });
}

const interrupted = (done: number, total: number): DomainError =>
  new DomainError(
    'remote/interrupted',
    `Interrupted; ${done} of ${total} objects are over. The next run continues.`,
  );
