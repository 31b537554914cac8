/** Runs a program to its end, or to its limit: then its whole process group is killed. */
import { spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';

export interface ProcessResult {
  ended: 'exit' | 'timeout' | 'cancelled' | 'not-started';
  code: number | null;
  /** That ended it, where it did not end by itself. */
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface ProcessOptions {
  /** Written to stdin one after the other, or the open file that it is. */
  input?: Uint8Array[] | FileHandle;
  /** All that the program sees. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds. */
  timeout: number;
  signal?: AbortSignal;
  /** Leader of a process group of its own, but on Windows. @returns what is to be called when it has ended */
  onStart?: (pid: number) => (() => void) | undefined;
}

/** Never rejects: how it ended is in the result. */
export function runProcess(
  program: string,
  parameters: readonly string[],
  { input = [], environment, timeout, signal, onStart }: ProcessOptions,
): Promise<ProcessResult> {
  return new Promise((resolve) => {
    // Its own process group, so that children of the program are reached too; Windows has no groups.
    const detached = process.platform !== 'win32';
    const child = spawn(program, parameters, {
      detached,
      windowsHide: true,
      stdio: [Array.isArray(input) ? 'pipe' : input.fd, 'pipe', 'pipe'],
      env: { ...environment },
    });
    const onEnd = child.pid === undefined ? undefined : onStart?.(child.pid);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let ended: ProcessResult['ended'] = 'exit';
    const killGroup = () => {
      try {
        if (detached && child.pid) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It ended by itself in the same moment.
      }
    };
    const kill = (reason: ProcessResult['ended']) => {
      if (ended !== 'exit') return;
      ended = reason;
      killGroup();
    };
    const timer = setTimeout(() => {
      // This thread may have been busy itself: a program that has ended by now was in time, whoever holds its pipes.
      setImmediate(() => {
        if (child.exitCode === null && child.signalCode === null) kill('timeout');
        else killGroup();
      });
    }, timeout);
    const onAbort = () => kill('cancelled');
    signal?.addEventListener('abort', onAbort, { once: true });
    // A detached group outlives a process that exits; it must not.
    const onExit = () => kill('cancelled');
    process.once('exit', onExit);
    const finish = (code: number | null, endedBy: NodeJS.Signals | null) => {
      clearTimeout(timer);
      onEnd?.();
      signal?.removeEventListener('abort', onAbort);
      process.removeListener('exit', onExit);
      resolve({
        ended,
        code,
        signal: endedBy,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    };
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A program that ends before it has read everything breaks the pipe; its exit code says why.
    child.stdin?.on('error', () => {});
    child.on('error', (error) => {
      if (child.pid !== undefined) return;
      ended = 'not-started';
      stderr.push(Buffer.from(String(error)));
      finish(null, null);
    });
    child.on('close', finish);
    if (signal?.aborted) return kill('cancelled');
    if (Array.isArray(input)) for (const part of input) child.stdin?.write(part);
    child.stdin?.end();
  });
}
