/** Commands through the user's shell, each in a process group of its own, so that all of it can be ended. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type CommandCall, type CommandResult, ProcessRunner } from '#ports/process-runner.port.js';
import { isAlive, processSpace, startedAt } from '../process-identity.js';

/** Lines of output repeated in the error message: a stack trace fits. */
const TAIL_LINES = 20;
/** Time for a command to put things away after SIGTERM. */
const GRACE_MS = 5000;

export class ShellProcessRunner extends ProcessRunner {
  /**
   * @param register absolute directory where running commands are noted, for `reap`
   * @param environment of this process
   */
  constructor(
    private readonly register: string,
    private readonly environment: Readonly<Record<string, string | undefined>>,
  ) {
    super();
  }

  override run(call: CommandCall): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      mkdirSync(dirname(call.log), { recursive: true });
      const log = createWriteStream(call.log, { flags: 'a' });
      // A full disk must not end the run that reports it.
      log.on('error', () => undefined);
      log.write(`$ ${call.command}\n`);
      const [shell, ...options] = this.shell();
      const child = spawn(shell!, [...options, call.command], {
        cwd: call.cwd,
        env: { ...this.environment, ...call.environment },
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const note = child.pid === undefined ? null : this.note(child.pid);
      const tail: string[] = [];
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
          log.write(`${line}\n`);
          tail.push(line);
          if (tail.length > TAIL_LINES) tail.shift();
          call.onLine(line);
        });
      }
      let killer: NodeJS.Timeout | undefined;
      const stop = () => {
        endGroup(child.pid, 'SIGTERM');
        killer = setTimeout(() => endGroup(child.pid, 'SIGKILL'), GRACE_MS);
      };
      if (call.signal.aborted) stop();
      else call.signal.addEventListener('abort', stop, { once: true });
      const finish = () => {
        clearTimeout(killer);
        call.signal.removeEventListener('abort', stop);
        // What it started in the background must not write to its outputs later.
        if (call.signal.aborted) endGroup(child.pid, 'SIGKILL');
        if (note !== null) rmSync(note, { force: true });
        return new Promise<void>((closed) => {
          log.on('close', closed);
          log.end();
        });
      };
      child.on('error', (error) => {
        void finish().then(() => reject(error));
      });
      child.on('close', (exitCode, signal) => {
        void finish().then(() => resolve({ exitCode, signal, tail }));
      });
    });
  }

  override async reap(): Promise<void> {
    let notes: string[] = [];
    try {
      notes = readdirSync(this.register);
    } catch {
      return;
    }
    for (const name of notes) {
      const path = join(this.register, name);
      try {
        const { pid, started, space } = JSON.parse(readFileSync(path, 'utf8'));
        if (space === processSpace() && isAlive(pid, started)) endGroup(pid, 'SIGKILL');
      } catch {
        // A note torn by a kill names nothing.
      }
      rmSync(path, { force: true });
    }
  }

  private note(pid: number): string {
    mkdirSync(this.register, { recursive: true });
    const path = join(this.register, `${pid}.json`);
    writeFileSync(path, JSON.stringify({ pid, started: startedAt(pid), space: processSpace() }));
    return path;
  }

  /** The user's shell without its start-up files, as DVC does it. */
  private shell(): string[] {
    const shell = this.environment.SHELL || '/bin/sh';
    const name = basename(shell);
    if (name === 'bash') return [shell, '--noprofile', '--norc', '-c'];
    if (name === 'zsh') return [shell, '--no-rcs', '-c'];
    return [shell, '-c'];
  }
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Already gone.
  }
}
