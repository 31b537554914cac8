/** Transfers through outages, with a clock that the test moves: what is tried again, what ends all, what is bounded. */
import fc from 'fast-check';
import { DomainError } from '../../../libs/contracts/domain-error.js';
import { AdaptiveLimit } from '../../../libs/core/transfer/adaptive-limit.js';
import { retryDelay } from '../../../libs/core/transfer/retry-delay.js';
import {
  runTransfers,
  type TransferItem,
  type TransferPlan,
} from '../../../libs/core/transfer/run-transfers.js';

/** Time passes only where all are asleep: then the first of them wakes. */
const world = () => {
  let now = 0;
  const asleep: { until: number; wake: () => void }[] = [];
  const next = () => {
    asleep.sort((left, right) => left.until - right.until);
    const first = asleep.shift()!;
    now = Math.max(now, first.until);
    first.wake();
  };
  return {
    clock: () => now,
    random: () => 0.5,
    sleep: (seconds: number) =>
      new Promise<void>((wake) => {
        asleep.push({ until: now + seconds, wake });
        setImmediate(next);
      }),
  };
};
type Numbered = TransferItem & { id: number };
const items = (count: number, memory = 1): Numbered[] =>
  Array.from({ length: count }, (_, id) => ({ id, size: 10, memory }));
const plan = (
  more: Pick<TransferPlan<Numbered>, 'items' | 'work'> & Partial<TransferPlan<Numbered>>,
): TransferPlan<Numbered> => ({
  limit: new AdaptiveLimit(4, 16),
  memory: 1000,
  patience: 30,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onWaiting: () => undefined,
  ...more,
});
const outage = () => new DomainError('remote/unavailable', 'no answer');

test('what may pass is tried again, and everything arrives', async () => {
  const tries = new Map<number, number>();
  const work = async ({ id }: { id: number }) => {
    tries.set(id, (tries.get(id) ?? 0) + 1);
    if (id % 3 === 0 && tries.get(id)! < 4) throw outage();
  };
  expect(await runTransfers(world(), plan({ items: items(50), work }))).toEqual([]);
  expect([...tries.values()].filter((count) => count === 4)).toHaveLength(17);
});

test('an outage longer than the patience ends all with its error; a shorter one does not', async () => {
  for (const [down, ends] of [
    [50, false],
    [200, true],
  ] as const) {
    const time = world();
    const waits: number[] = [];
    const run = runTransfers(
      time,
      plan({
        items: items(6),
        patience: 60,
        work: async () => {
          if (time.clock() < down) throw outage();
        },
        onWaiting: (_, seconds) => waits.push(seconds),
      }),
    );
    if (ends) await expect(run).rejects.toMatchObject({ code: 'remote/unavailable' });
    else expect(await run).toEqual([]);
    expect(waits.length).toBeGreaterThan(0);
  }
});

test.each([
  [{ reached: false }, 20],
  [{}, 70],
])(
  'an address that nothing ever answered from (%j) is given up on after %d seconds at most',
  async (details, most) => {
    const time = world();
    const work = async () => {
      throw new DomainError('remote/unavailable', 'ECONNREFUSED', details);
    };
    const run = runTransfers(time, plan({ items: items(6), patience: 60, work }));
    await expect(run).rejects.toMatchObject({ code: 'remote/unavailable' });
    expect(time.clock()).toBeLessThan(most);
    expect(time.clock()).toBeGreaterThan(most - 12);
  },
);

test.each(['remote/full', 'workspace/disk-full'] as const)('%s ends all at once', async (code) => {
  const time = world();
  const work = async () => {
    throw new DomainError(code, 'No room.');
  };
  await expect(runTransfers(time, plan({ items: items(6), work }))).rejects.toMatchObject({ code });
  expect(time.clock()).toBe(0);
});

test('a large object that moves a little between failures is never given up', async () => {
  const time = world();
  let over = 0;
  const work = async (_: unknown, __: AbortSignal, moved: (bytes: number) => void) => {
    await time.sleep(20);
    over += 1;
    moved(over);
    if (over < 40) throw outage();
  };
  expect(await runTransfers(time, plan({ items: items(1), work }))).toEqual([]);
  expect(over).toBe(40);
});

test('what concerns one object is told with it, and the others go on; what concerns all stops all', async () => {
  const arrived: number[] = [];
  const work = async ({ id }: { id: number }) => {
    if (id === 3) throw new DomainError('remote/damaged-object', 'damaged');
    arrived.push(id);
  };
  const failures = await runTransfers(world(), plan({ items: items(10), work }));
  expect(failures.map(({ item, error }) => [item.id, error.code])).toEqual([[3, 'remote/damaged-object']]);
  expect(arrived).toHaveLength(9);

  let begun = 0;
  const refused = runTransfers(
    world(),
    plan({
      items: items(1000),
      work: async () => {
        begun++;
        throw new DomainError('remote/expired-token', 'expired');
      },
    }),
  );
  await expect(refused).rejects.toMatchObject({ code: 'remote/expired-token' });
  expect(begun).toBeLessThanOrEqual(16);
});

test('an object that fails again and again holds up no other', async () => {
  const time = world();
  const arrived = new Set<number>();
  const work = async ({ id }: { id: number }) => {
    if (id === 0) throw outage();
    await time.sleep(0.1);
    arrived.add(id);
  };
  const run = runTransfers(time, plan({ items: items(200), work }));
  await expect(run).rejects.toMatchObject({ code: 'remote/unavailable' });
  expect(arrived.size).toBe(199);
});

test('never more at once than the limit, nor more memory than allowed, whatever the sizes; each object once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      async (sizes, most) => {
        const limit = new AdaptiveLimit(2, most);
        let running = 0;
        let memory = 0;
        const seen: number[] = [];
        await runTransfers(
          world(),
          plan({
            items: sizes.map((size, id) => ({ id, size, memory: size })),
            limit,
            memory: 50,
            work: async (item) => {
              running++;
              memory += item.memory;
              expect(running).toBeLessThanOrEqual(most);
              // One that is larger than allowed goes alone, but for those that need none.
              expect(memory <= 50 || sizes.includes(memory)).toBe(true);
              await Promise.resolve();
              seen.push(item.id);
              running--;
              memory -= item.memory;
            },
          }),
        );
        expect(seen.sort((left, right) => left - right)).toEqual(sizes.map((_, id) => id));
      },
    ),
  );
});

test('an abort ends it at once and says how far it came', async () => {
  const abort = new AbortController();
  let done = 0;
  const work = async () => {
    if (++done === 5) abort.abort();
  };
  await expect(
    runTransfers(world(), plan({ items: items(100), work, signal: abort.signal })),
  ).rejects.toMatchObject({ code: 'remote/interrupted' });
  expect(done).toBeLessThan(20);
});

describe('how many at once', () => {
  /** A server that is faster for more, up to `useful` at once, and slower again beyond `tooMany`. */
  const serve = (limit: AdaptiveLimit, from: number, seconds: number, useful: number, tooMany = 1000) => {
    let now = from;
    while (now < from + seconds) {
      const lost = Math.max(0, limit.now - tooMany) / 2;
      now += 1 / (Math.max(1, Math.min(limit.now, useful) - lost) * 20);
      limit.finished(now);
    }
    return now;
  };

  test('it doubles while that helps: a server that answers late is full within two seconds', () => {
    const limit = new AdaptiveLimit(8, 64);
    serve(limit, 0, 2, 64);
    expect(limit.now).toBe(64);
  });

  test('it stays on a plateau', () => {
    const limit = new AdaptiveLimit(4, 64);
    let now = serve(limit, 0, 5, 15);
    for (let second = 0; second < 60; second++) {
      now = serve(limit, now, 1, 15);
      expect(limit.now).toBeGreaterThanOrEqual(15);
      expect(limit.now).toBeLessThanOrEqual(32);
    }
  });

  test('it comes back from where more were slower', () => {
    const limit = new AdaptiveLimit(4, 200);
    const now = serve(limit, 0, 2, 40);
    serve(limit, now, 60, 20, 25);
    expect(limit.now).toBeLessThanOrEqual(40);
    expect(limit.now).toBeGreaterThanOrEqual(12);
  });

  test('it climbs again when the server has become faster', () => {
    const limit = new AdaptiveLimit(4, 64);
    const now = serve(limit, 0, 10, 6);
    expect(limit.now).toBeLessThan(32);
    serve(limit, now, 20, 64);
    expect(limit.now).toBeGreaterThanOrEqual(48);
  });

  test('it halves on trouble, once for each outage, never below one', () => {
    const limit = new AdaptiveLimit(4, 64);
    const now = serve(limit, 0, 10, 30);
    const before = limit.now;
    limit.troubled(now);
    limit.troubled(now);
    expect(limit.now).toBe(Math.floor(before / 2));
    serve(limit, now, 10, 30);
    expect(limit.now).toBeGreaterThanOrEqual(24);
    for (let count = 1; count <= 20; count++) limit.troubled(now + 20 + count);
    expect(limit.now).toBe(1);
  });
});

test('waits double up to a cap and are spread', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const seconds = retryDelay(attempt, random);
        expect(seconds).toBeGreaterThanOrEqual(0.1);
        expect(seconds).toBeLessThanOrEqual(8);
      },
    ),
  );
  expect(retryDelay(3, 1)).toBeGreaterThan(retryDelay(2, 1));
});
