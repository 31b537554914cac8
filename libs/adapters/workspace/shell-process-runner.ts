/** Commands through the user's shell, each in a process group of its own, so that all of it can be ended. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import type { Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { type CommandCall, type CommandResult, ProcessRunner } from '#ports/process-runner.port.js';
import { makeDirectory } from '../make-directory.js';
import { endGroup, type RunningProcesses } from '../running-processes.js';

/** Lines of output repeated in the error message: a stack trace fits. */
const TAIL_LINES = 20;
/** Time for what still writes when the shell has ended, such as `tee`, before it counts as work in the background. */
const LINGER_MS = 1000;
/** Time for a command to put things away after SIGTERM. */
const GRACE_MS = 5000;

export class ShellProcessRunner extends ProcessRunner {
  /**
   * @param running where commands are noted, for `reap`
   * @param environment of this process
   */
  constructor(
    private readonly running: RunningProcesses,
    private readonly environment: Readonly<Record<string, string | undefined>>,
  ) {
    super();
  }

  override run(call: CommandCall): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      makeDirectory(dirname(call.log));
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
      const strikeOut = child.pid === undefined ? null : this.running.note(child.pid);
      const tail: string[] = [];
      const readers = [child.stdout, child.stderr].map((stream) =>
        createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
          log.write(`${line}\n`);
          tail.push(line);
          if (tail.length > TAIL_LINES) tail.shift();
          call.onLine(line);
        }),
      );
      let killer: NodeJS.Timeout | undefined;
      const stop = () => {
        endGroup(child.pid, 'SIGTERM');
        killer = setTimeout(() => endGroup(child.pid, 'SIGKILL'), GRACE_MS);
      };
      if (call.signal.aborted) stop();
      else call.signal.addEventListener('abort', stop, { once: true });
      // As in DVC a command ends with its shell. What it left in the background goes on, heard by nobody.
      const leave = () => {
        for (const reader of readers) reader.close();
        for (const stream of [child.stdout, child.stderr] as Socket[]) stream.resume().unref();
        log.write('(Processes that this command started in the background still run.)\n');
      };
      let linger: NodeJS.Timeout | undefined;
      const finish = async () => {
        clearTimeout(linger);
        clearTimeout(killer);
        call.signal.removeEventListener('abort', stop);
        // What it started in the background must not write to its outputs later.
        if (call.signal.aborted) endGroup(child.pid, 'SIGKILL');
        strikeOut?.();
        log.end();
        // A log that could not be written has closed long ago.
        await finished(log).catch(() => undefined);
      };
      child.on('error', (error) => {
        void finish().then(() => reject(error));
      });
      child.on('exit', (exitCode, signal) => {
        const end = () => finish().then(() => resolve({ exitCode, signal, tail }));
        child.on('close', () => void end());
        linger = setTimeout(() => {
          child.removeAllListeners('close');
          leave();
          void end();
        }, LINGER_MS);
      });
    });
  }

  override async reap(): Promise<void> {
    this.running.reap();
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
