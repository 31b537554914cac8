/** Which platform serves a workspace: one at a time, and `.docket/platform.json` tells commands where it is. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ClaimFileMutex } from '#adapters/workspace/claim-file-mutex.js';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { DomainError } from '#contracts/domain-error.js';
import type { LockHolder } from '#contracts/pipeline-event.js';
import { type PlatformAddress, PlatformAddressSchema } from '#contracts/platform-address.schema.js';
import { guardState } from './keep-out-of-git.js';
import type { Workspace } from './open-workspace.js';

/** In the workspace's state. */
export const PLATFORM_FILE = 'platform.json';
/** Milliseconds; a platform on this machine answers at once, or is not there. */
const ANSWER_TIMEOUT = 2_000;
/** Milliseconds. Short, so that a killed container is soon back; both sides are on one machine's disk. */
const SIGNS_OF_LIFE = { interval: 500, silence: 3_000 };
/** Milliseconds after which one that cannot be seen, but shows signs of life, is believed to be there. */
const UNSEEN_PATIENCE = 8_000;

/** @returns the platform that answers now; null where none does, whatever a killed one left behind */
export async function runningPlatform({ state }: Workspace): Promise<PlatformAddress | null> {
  const text = await readFile(join(state, PLATFORM_FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const address = PlatformAddressSchema.parse(JSON.parse(text));
    // Loaded where there is somebody to ask: most commands never need it.
    const { default: axios } = await import('axios');
    const { data } = await axios.get<{ pid?: number }>(new URL('/health/live', address.url).href, {
      timeout: ANSWER_TIMEOUT,
      proxy: false,
    });
    return data.pid === address.pid ? address : null;
  } catch {
    return null;
  }
}

/**
 * Before anything is opened: two that start at once would both take up the same documents.
 * @returns gives the place up
 * @throws DomainError 'service/running'
 */
export async function claimPlatform(workspace: Workspace): Promise<() => Promise<void>> {
  const running = await runningPlatform(workspace);
  if (running !== null) {
    throw new DomainError(
      'service/running',
      `A platform serves this workspace already, at ${running.url} (process ${running.pid}); use it, or stop it first.`,
      { ...running },
    );
  }
  guardState(workspace);
  return claimPlace(join(workspace.state, 'platform-claims'));
}

/**
 * For what one process of a workspace may have at a time.
 * @param directory absolute; of the claims alone
 * @param onLost this process gave no sign of life, and another one has it now
 * @returns gives the place up
 * @throws DomainError 'service/running'
 */
export async function claimPlace(directory: string, onLost?: () => void): Promise<() => Promise<void>> {
  const places = new ClaimFileMutex(directory, SIGNS_OF_LIFE);
  const patience = new AbortController();
  let other: LockHolder | undefined;
  const onWaiting = (holder: LockHolder) => {
    other = holder;
    // A container that was killed and started again finds its own claim and cannot see that it is dead.
    if (holder.unseen === undefined) patience.abort();
    else setTimeout(() => patience.abort(), UNSEEN_PATIENCE).unref();
  };
  try {
    return await places.acquire({
      command: 'docket start',
      wait: true,
      onWaiting,
      ...(onLost && { onLost }),
      signal: patience.signal,
    });
  } catch (error) {
    if (!(error instanceof DomainError) || other === undefined) throw error;
    const where = other.unseen === undefined ? `process ${other.pid}` : 'another machine or container';
    throw new DomainError(
      'service/running',
      `Another \`docket start\` has this workspace (${where}, since ${other.since}); use that one, or stop it first.`,
      { ...other },
    );
  }
}

export function leaveAddress({ state, scratch }: Workspace, address: PlatformAddress): void {
  writeWholeFile(join(state, PLATFORM_FILE), `${JSON.stringify(address, null, 2)}\n`, scratch);
}

/** Only what this process wrote. */
export async function takeAddressBack({ state }: Workspace): Promise<void> {
  const text = await readFile(join(state, PLATFORM_FILE), 'utf8').catch(() => '{}');
  if ((JSON.parse(text) as { pid?: number }).pid === process.pid)
    await rm(join(state, PLATFORM_FILE), { force: true });
}
