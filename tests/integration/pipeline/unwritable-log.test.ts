/** A command whose log cannot be kept still runs to its end, and says how it went. */
import { existsSync } from 'node:fs';
import { RunningProcesses } from '#adapters/running-processes.js';
import { ShellProcessRunner } from '#adapters/workspace/shell-process-runner.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

async function echoInto(log: (directory: string) => string) {
  const { directory, path } = await scratchWorkspace();
  const runner = new ShellProcessRunner(new RunningProcesses(path('running')), process.env);
  return runner.run({
    command: 'for n in 1 2 3; do echo "line $n"; sleep 0.05; done; exit 3',
    ...{ cwd: directory, environment: {}, log: log(directory) },
    signal: new AbortController().signal,
    onLine: () => undefined,
  });
}

const ended = { exitCode: 3, signal: null, tail: ['line 1', 'line 2', 'line 3'] };

test('where a directory has its name', async () => {
  expect(await echoInto((directory) => directory)).toEqual(ended);
});

const full = '/dev/full';
(existsSync(full) ? test : test.skip)('on a full disk (needs /dev/full)', async () => {
  expect(await echoInto(() => full)).toEqual(ended);
});
