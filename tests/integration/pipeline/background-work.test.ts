/** A command ends with its shell, as in DVC: what it leaves in the background goes on and keeps no stage open. */
import { RunningProcesses } from '#adapters/running-processes.js';
import { ShellProcessRunner } from '#adapters/workspace/shell-process-runner.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

async function run(command: string) {
  const workspace = await scratchWorkspace();
  const { directory, path, text } = workspace;
  const runner = new ShellProcessRunner(new RunningProcesses(path('running')), process.env);
  const result = await runner.run({
    ...{ command, cwd: directory, environment: {}, log: path('log') },
    signal: new AbortController().signal,
    onLine: () => undefined,
  });
  return { result, text };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a process that outlives its command is left alone, and the log says so', async () => {
  const { result, text } = await run('sleep 600 & echo $! > pid; echo made; exit 3');
  const pid = Number(await text('pid'));
  try {
    expect(result).toEqual({ exitCode: 3, signal: null, tail: ['made'] });
    expect(isAlive(pid)).toBe(true);
    expect(await text('log')).toContain('started in the background still run');
  } finally {
    process.kill(pid, 'SIGKILL');
  }
});

test('what is written while a command ends is heard', async () => {
  const { result, text } = await run('(sleep 0.2; echo last) & echo first');
  expect(result.tail).toEqual(['first', 'last']);
  expect(await text('log')).not.toContain('background');
});
