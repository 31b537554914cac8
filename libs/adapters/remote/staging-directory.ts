/** Where uploads to a directory are written before they are moved into place; each process has a folder of its own there. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive, processSpace, startedAt } from '../process-identity.js';

export class StagingDirectory {
  private readonly machine = createHash('md5')
    .update(`${hostname()} ${processSpace()}`)
    .digest('hex')
    .slice(0, 12);
  private readonly own: string;
  private counter = 0;

  /** @param root absolute; of the staging folders of all machines and processes alone */
  constructor(private readonly root: string) {
    this.own = join(root, `${this.machine}-${process.pid}-${startedAt(process.pid) || 0}`);
  }

  /** @returns absolute, used by nobody; its folder may have to be made first */
  path(): string {
    return join(this.own, `${++this.counter}-${randomBytes(4).toString('hex')}`);
  }

  /**
   * Clears away what killed processes left.
   * @param before milliseconds since 1970: what another machine's process has not touched since then is abandoned
   * @returns files removed
   */
  sweep(before: number): number {
    let removed = 0;
    for (const name of namesIn(this.root)) {
      const [machine, pid, started] = name.split('-');
      const path = join(this.root, name);
      const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      const dead =
        machine === this.machine ? !isAlive(Number(pid), started === '0' ? '' : started!) : touched < before;
      if (!dead) continue;
      removed += namesIn(path).length;
      rmSync(path, { recursive: true, force: true });
    }
    removeIfEmpty(this.root);
    return removed;
  }

  /** Removes this process's own folder with all that is in it; what cannot be removed is left to a later `sweep`. */
  remove(): void {
    try {
      rmSync(this.own, { recursive: true, force: true });
    } catch {
      // Why nothing can be done there, the work itself has told.
    }
    removeIfEmpty(this.root);
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // Another process is at work there.
  }
}
