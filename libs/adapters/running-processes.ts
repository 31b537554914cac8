/** Notes which processes were started, so that a later run ends those whose starter was killed. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from './make-directory.js';
import { isAlive, keepsNumber, processSpace, startedAt } from './process-identity.js';

/** A process that is named by its number and when it began. */
interface NamedProcess {
  pid: number;
  started: string;
}

interface Note extends NamedProcess {
  space: string;
  /** Only where the process may go on as long as this one lives. */
  owner?: NamedProcess;
}

const named = (pid: number): NamedProcess => ({ pid, started: startedAt(pid) });

export class RunningProcesses {
  /** @param directory absolute; one file for each process, made when it is first needed */
  constructor(private readonly directory: string) {}

  /**
   * @param pid leader of a process group
   * @param owned true: it is left alone while this process lives, whoever reaps
   * @returns strikes the note out; to be called when the process has ended
   */
  note(pid: number, { owned = false } = {}): () => void {
    const path = join(this.directory, `${pid}.json`);
    const note: Note = { ...named(pid), space: processSpace(), ...(owned && { owner: named(process.pid) }) };
    try {
      makeDirectory(this.directory);
      writeFileSync(path, JSON.stringify(note));
    } catch {
      // A full disk must not end what is running well.
    }
    return () => rmSync(path, { force: true });
  }

  /** Ends the noted processes that have outlived their time, each with its group. */
  reap(): void {
    let names: string[] = [];
    try {
      names = readdirSync(this.directory);
    } catch {
      return;
    }
    for (const name of names) {
      const path = join(this.directory, name);
      try {
        const { pid, started, space, owner } = JSON.parse(readFileSync(path, 'utf8')) as Note;
        const here = space === processSpace();
        if (here && owner && isAlive(owner.pid, owner.started)) continue;
        // Also of a leader that has ended: the others of its group may go on.
        if (here && keepsNumber(pid, started)) endGroup(pid, 'SIGKILL');
      } catch {
        // A note torn by a kill names nothing.
      }
      rmSync(path, { force: true });
    }
  }
}

export function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Already gone.
  }
}
