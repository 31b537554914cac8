/** Carries objects between cache and remote, either way, and tells how far it is. */
import { AdaptiveLimit } from '#core/transfer/adaptive-limit.js';
import { runTransfers, type TransferItem, type TransferPlan } from '#core/transfer/run-transfers.js';
import type { Remote } from '#ports/remote.port.js';
import type { Workspace } from './open-workspace.js';
import type { TransferOptions, TransferResult } from './transfer-options.js';
import { transferWorld } from './transfer-world.js';

/** Bytes under way at once: enough for fast links, bounded whatever the objects' sizes. */
const MEMORY = 128 * 1024 * 1024;
/** Seconds between two progress events: smooth to the eye, cheap for a stream. */
const INTERVAL = 0.1;

export type Carried = Pick<TransferResult, 'done' | 'bytes' | 'failed'>;

/**
 * @param bytes of all items, as far as they are known
 * @returns with `failed` for what concerns one object alone
 * @throws DomainError what stops all, as {@link runTransfers}
 */
export async function carryObjects<Item extends TransferItem & { name: string }>(
  { settings }: Workspace,
  { address, concurrency }: Remote,
  direction: 'push' | 'fetch',
  { items, bytes, work }: Pick<TransferPlan<Item>, 'items' | 'work'> & { bytes: number },
  { signal = new AbortController().signal, onEvent = () => undefined }: TransferOptions,
): Promise<Carried> {
  if (items.length === 0) return { done: 0, bytes: 0, failed: [] };
  onEvent({ type: 'transfer-started', direction, address, objects: items.length, bytes });
  let latest = { done: 0, bytes: 0 };
  let told = 0;
  const failures = await runTransfers(transferWorld, {
    items,
    work,
    signal,
    limit: new AdaptiveLimit(concurrency.start, concurrency.most),
    memory: MEMORY,
    patience: settings.remotePatience,
    onProgress: ({ done, bytes, parallel }) => {
      latest = { done, bytes };
      const now = transferWorld.clock();
      if (now - told < INTERVAL) return;
      told = now;
      onEvent({ type: 'transfer-progress', done, bytes, parallel });
    },
    onWaiting: (reason, seconds) => onEvent({ type: 'transfer-waiting', reason, seconds }),
  });
  const failed = failures.map(({ item: { name }, error: { code, message } }) => ({ name, code, message }));
  onEvent({ type: 'transfer-finished', ...latest, failed: failed.length });
  return { ...latest, failed };
}
