/** What of a remote came damaged: a look at names and sizes would take it for being there, so that no push mended it. */
import { createHash } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '#adapters/make-directory.js';
import type { Remote } from '#ports/remote.port.js';
import type { Workspace } from './open-workspace.js';

/** An empty file for each object, so that two processes can note at once and a killed one loses nothing. */
export class RemoteDamage {
  private readonly directory: string;

  constructor({ state }: Pick<Workspace, 'state'>, { address }: Pick<Remote, 'address'>) {
    const place = createHash('md5').update(address).digest('hex');
    this.directory = join(state, 'remote-damage', place);
  }

  /** @returns md5s, '.dir' for directories */
  names(): Set<string> {
    try {
      return new Set(readdirSync(this.directory));
    } catch {
      return new Set();
    }
  }

  /** What cannot be noted is told all the same, and found again by the next fetch. */
  note(name: string): void {
    try {
      makeDirectory(this.directory);
      writeFileSync(join(this.directory, name), '');
    } catch {
      // A full disk has been told by what was to be fetched.
    }
  }

  /** It came whole, or was sent anew. */
  forget(name: string): void {
    try {
      rmSync(join(this.directory, name), { force: true });
    } catch {
      // It is sent once more then, which harms nothing.
    }
  }
}
