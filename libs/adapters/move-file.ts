/** Moves a finished file to its place, whole or not at all, also onto another disk. */
import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeDirectory } from './make-directory.js';

/** Makes the directory where it is missing. */
export function moveFile(from: string, to: string): void {
  try {
    renameOrCopy(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    // Someone removed the directory since; outputs are the user's.
    makeDirectory(dirname(to));
    renameOrCopy(from, to);
  }
}

function renameOrCopy(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    moveToOtherDisk(from, to);
  }
}

/** A rename cannot cross disks; a copy beside the target is renamed there instead. */
function moveToOtherDisk(from: string, to: string): void {
  const beside = join(dirname(to), `.${basename(to).slice(0, 100)}.${process.pid}.tmp`);
  try {
    copyFileSync(from, beside);
    renameSync(beside, to);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  rmSync(from, { force: true });
}
