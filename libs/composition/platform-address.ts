/** `.docket/platform.json`: tells commands and other starts which platform serves a workspace. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
