/** Moves a finished file to its place, whole or not at all, also onto another disk. */
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Makes the directory where it is missing. */
export function moveFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      // Someone removed the directory since; outputs are the user's.
      mkdirSync(dirname(to), { recursive: true });
      renameSync(from, to);
    } else if (code === 'EXDEV') moveToOtherDisk(from, to);
    else throw error;
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
