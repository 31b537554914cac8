/** A real file system that is soon full; only where this user may mount one. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const done = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

export class SmallDisk {
  private constructor(private readonly directory: string) {}

  /** @param bytes of all its files together @returns null where this user may not mount */
  static mount(directory: string, bytes: number): SmallDisk | null {
    mkdirSync(directory, { recursive: true });
    const mounted = done('mount', '-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'docket-test', directory);
    return mounted ? new SmallDisk(directory) : null;
  }

  /** To the last byte. */
  fill(): void {
    for (let size = 1_000_000; size >= 1; ) {
      try {
        writeFileSync(this.filler, new Uint8Array(size), { flag: 'a' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size = Math.floor(size / 2);
      }
    }
  }

  makeRoom(): void {
    rmSync(this.filler);
  }

  /** Whatever has its files open. */
  unmount(): void {
    done('umount', '--lazy', this.directory);
  }

  private get filler(): string {
    return join(this.directory, 'filler');
  }
}

/** Whether suites that need a {@link SmallDisk} can run. */
export function canMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'docket-mount-'));
  const disk = SmallDisk.mount(directory, 65_536);
  disk?.unmount();
  rmdirSync(directory);
  return disk !== null;
}
