/** Time and chance of this process, for transfers and runs. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { TransferWorld } from '#core/transfer/run-transfers.js';

export const transferWorld: TransferWorld = {
  clock: () => performance.now() / 1000,
  sleep: async (seconds, signal) => {
    if (seconds === 0) await setImmediate(undefined, { signal });
    else await setTimeout(seconds * 1000, undefined, { signal });
  },
  random: Math.random,
};
