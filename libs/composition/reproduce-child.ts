/** The process behind `reproduceInChild`: takes one task, tells its events and its end, and goes. */
import { constants, setPriority } from 'node:os';
import { untoldDiskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import { openWorkspace } from './open-workspace.js';
import { reproduce } from './reproduce.js';
import type { ChildMessage, ChildTask } from './reproduce-in-child.js';

const stopping = new AbortController();
// Ctrl-C reaches the whole group of processes; the parent decides, and tells by SIGTERM.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => stopping.abort());
// A parent that was killed says nothing more.
process.on('disconnect', () => stopping.abort());

try {
  // People who wait for an answer go before a training that takes minutes.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // Not everywhere allowed, and nothing depends on it.
}

const tell = (message: ChildMessage): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send!(message, () => resolve());
    else resolve();
  });

process.once('message', async ({ directory, request, command }: ChildTask) => {
  try {
    const result = await reproduce(await openWorkspace(directory), {
      ...request,
      command,
      signal: stopping.signal,
      onEvent: (event) => void tell({ type: 'event', event }),
    });
    await tell({ type: 'done', result });
  } catch (thrown) {
    const error = untoldDiskError(thrown) ?? thrown;
    const told =
      error instanceof DomainError
        ? error
        : new DomainError(
            'internal/unexpected',
            error instanceof Error ? (error.stack ?? '') : String(error),
          );
    await tell({ type: 'failed', error: told.toJSON() });
  }
  process.disconnect?.();
});
