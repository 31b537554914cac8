/** The built `docket` command as a process of its own, as users and scripts run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

export const DOCKET = resolve(import.meta.dirname, '../../bin/docket.mjs');

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface DocketProcess {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** What it wrote until now. */
  output: Readonly<Pick<Ended, 'stdout' | 'stderr'>>;
  /** Resolves when stderr has this text, or the process has ended. */
  says(text: string): Promise<void>;
}

/** Variables that a test sets over those of its own process. */
export type Variables = Readonly<Record<string, string>>;

export function startDocket(args: readonly string[], cwd: string, variables: Variables = {}): DocketProcess {
  const env = { ...process.env, ...variables };
  const child = spawn(process.execPath, [DOCKET, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const result: Ended = { code: null, signal: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    result.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    result.stderr += chunk;
  });
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code, signal) => done({ ...result, code, signal }));
  });
  const says = async (text: string): Promise<void> => {
    let over = false;
    void ended.then(() => {
      over = true;
    });
    while (!over && !result.stderr.includes(text)) await new Promise((wait) => setTimeout(wait, 10));
  };
  return { child, ended, output: result, says };
}

export const docket = (args: readonly string[], cwd: string, variables?: Variables): Promise<Ended> =>
  startDocket(args, cwd, variables).ended;
