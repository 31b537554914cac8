/** Docket as a process, and what a process takes. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const DOCKET = fileURLToPath(new URL('../../bin/docket.mjs', import.meta.url));

/** @returns seconds from start to end, node's start included, and its peak of memory in MB (0 without /proc) */
export const timed = (command, args, cwd, environment = {}) =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const env = { ...process.env, ...environment };
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
    let peak = 0;
    const watch = setInterval(() => {
      try {
        const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
        peak = Math.max(peak, Number(kilobytes ?? 0) / 1024);
      } catch {
        // Ended, or a system without /proc.
      }
    }, 10);
    child.on('close', (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ seconds: (performance.now() - started) / 1000, peak });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
    });
  });
