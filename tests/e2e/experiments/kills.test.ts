/** kill -9 in the middle of a restore or of a queue: whatever comes next puts the workspace in order. */

import { docket, startDocket } from '../../support/docket-process.js';
import { experimentWorkspace, hashesOf, leftovers } from '../../support/experiment-workspace.js';
import { testLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

testLong('restores killed at any moment: the next command leaves one of the two states, whole', async () => {
  const workspace = await experimentWorkspace(false, 60);
  const states: Record<string, Record<string, string>> = {};
  for (const [name, c] of [
    ['a', 1],
    ['b', 2],
  ] as const) {
    for (let index = 0; index < 60; index++)
      await workspace.write({ [`data/${index}.txt`]: `${name} ${index}` });
    const { code } = await docket(
      ['exp', 'run', '--set', `train.c=${c}`, '--name', name, '--quiet'],
      workspace.directory,
    );
    expect(code).toBe(0);
    states[name] = hashesOf(workspace);
  }
  let target = 'a';
  for (const wait of [0, 15, 40, 90]) {
    const restore = startDocket(['exp', 'restore', target], workspace.directory);
    // Its staging directory says that it is at work.
    while (restore.child.exitCode === null && leftovers(workspace).length === 0) await pause(1);
    await pause(wait);
    restore.child.kill('SIGKILL');
    await restore.ended;
    const { code } = await docket(['repro', '--quiet'], workspace.directory);
    expect(code).toBe(0);
    const now = hashesOf(workspace);
    const which = Object.keys(states).find((name) => states[name]!['params.yaml'] === now['params.yaml'])!;
    expect(now).toEqual(states[which]);
    expect(leftovers(workspace)).toEqual([]);
    target = which === 'a' ? 'b' : 'a';
  }
});

testLong(
  'a killed sweep: finished experiments are there, the others still queued, the workspace is as before',
  async () => {
    const workspace = await experimentWorkspace(false);
    await workspace.write({ 'train.sh': `${await workspace.text('train.sh')}sleep 0.3\n` });
    await docket(['repro', '--quiet'], workspace.directory);
    const before = hashesOf(workspace);
    const sweep = startDocket(['exp', 'run', '--set', 'train.c=2,3,4', '--name', 'k'], workspace.directory);
    await sweep.says('2/3 k-2');
    await sweep.says('param train.c 1 → 3');
    sweep.child.kill('SIGKILL');
    await sweep.ended;
    const repro = await docket(['repro', '--json'], workspace.directory);
    expect(repro.stderr).toContain('had been killed');
    expect(JSON.parse(repro.stdout).stages.map(({ state }: { state: string }) => state)).toEqual([
      'unchanged',
      'unchanged',
    ]);
    expect(hashesOf(workspace)).toEqual(before);
    const { stdout } = await docket(['exp', 'run', '--run-all', '--json'], workspace.directory);
    expect(JSON.parse(stdout).experiments.map(({ name }: { name: string }) => name)).toEqual(['k-2', 'k-3']);
    expect(hashesOf(workspace)).toEqual(before);
    const listed = JSON.parse(
      (await docket(['exp', 'list', '--json'], workspace.directory)).stdout,
    ).experiments;
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(['workspace', 'k-3', 'k-2', 'k-1']);
    expect(leftovers(workspace)).toEqual([]);
  },
);
