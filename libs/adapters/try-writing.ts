/** Whether a folder takes files: that it may be written to is of no use on a full disk, only writing tells. */
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from './make-directory.js';

/** As much as a small upload. */
const PROBE_BYTES = 64 * 1024;

/** Writes a file and removes it; makes the folder where it is not there. @throws the error of the system, such as ENOSPC */
export async function tryWriting(folder: string): Promise<void> {
  const probe = join(folder, `check.${randomUUID()}`);
  try {
    makeDirectory(folder);
    await writeFile(probe, new Uint8Array(PROBE_BYTES));
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}
