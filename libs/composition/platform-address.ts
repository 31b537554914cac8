/** Which platform serves a workspace: one at a time, and `.docket/platform.json` tells commands where it is. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClaimFileMutex } from '#adapters/workspace/claim-file-mutex.js';
import { DomainError } from '#contracts/domain-error.js';
import { type PlatformAddress, PlatformAddressSchema } from '#contracts/platform-address.schema.js';
import type { Workspace } from './open-workspace.js';

const FILE = 'platform.json';
/** Milliseconds; a platform on this machine answers at once, or is not there. */
const ANSWER_TIMEOUT = 2_000;

/** @returns the platform that answers now; null where none does, whatever a killed one left behind */
export async function runningPlatform({ state }: Workspace): Promise<PlatformAddress | null> {
  const text = await readFile(join(state, FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const address = PlatformAddressSchema.parse(JSON.parse(text));
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT);
    const answer = await fetch(new URL('/health/live', address.url), { signal });
    const { pid } = (await answer.json()) as { pid?: number };
    return pid === address.pid ? address : null;
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
  const places = new ClaimFileMutex(join(workspace.state, 'platform-claims'));
  try {
    return await places.acquire({ command: 'docket start', wait: false });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'workspace/locked') throw error;
    throw new DomainError(
      'service/running',
      `Another \`docket start\` of this workspace is just starting or stopping (process ${error.details.pid}); use that, or stop it first.`,
      { pid: error.details.pid },
    );
  }
}

export async function leaveAddress({ state }: Workspace, address: PlatformAddress): Promise<void> {
  await mkdir(state, { recursive: true });
  const temporary = join(state, `${FILE}.${process.pid}.tmp`);
  await writeFile(temporary, `${JSON.stringify(address, null, 2)}\n`);
  await rename(temporary, join(state, FILE));
}

/** Only what this process wrote. */
export async function takeAddressBack({ state }: Workspace): Promise<void> {
  const text = await readFile(join(state, FILE), 'utf8').catch(() => '{}');
  if ((JSON.parse(text) as { pid?: number }).pid === process.pid)
    await rm(join(state, FILE), { force: true });
}
