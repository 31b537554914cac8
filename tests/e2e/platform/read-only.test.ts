/** A workspace on a disk that is mounted read-only: refused at once, with the remedy, and found by doctor. */
import { execFile, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

const COMMAND = resolve('bin/docket.mjs');
/** Milliseconds; what hangs there keeps a core busy for ever. */
const PATIENCE = 120_000;
/** In a mount namespace of its own, so that nothing is left mounted. */
const READ_ONLY = 'mount --bind . . && mount -o remount,ro,bind . && cd "$PWD" && exec "$@"';
const unshare = (...command: string[]): string[] => ['-rm', 'sh', '-c', READ_ONLY, 'sh', ...command];
const possible = spawnSync('unshare', unshare('true'), { cwd: import.meta.dirname }).status === 0;

afterAll(removeScratchWorkspaces);

/** @returns code and everything that it wrote */
async function docketIn(directory: string, ...args: string[]): Promise<{ code: number; said: string }> {
  const options = { cwd: directory, timeout: PATIENCE, killSignal: 'SIGKILL' as const };
  const run = promisify(execFile)('unshare', unshare(process.execPath, COMMAND, ...args), options);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code, said: stdout + stderr }),
  );
}

(possible ? describe : describe.skip)(
  `a read-only workspace${possible ? '' : ' (needs the right to mount)'}`,
  () => {
    test.each([['start'], ['repro']])('`docket %s` ends with the reason and the remedy', async (command) => {
      const { directory } = await scratchWorkspace({
        'pipelines.yaml': 'stages:\n  one:\n    cmd: echo x > x\n    outs: [x]\n',
      });
      const { code, said } = await docketIn(directory, command);
      expect(code).toBe(1);
      expect(said).toMatch(/lies on a disk that may only be read; mount it for writing.*EROFS/);
      expect(said).toContain('workspace/unreadable');
    });

    test('`docket doctor` says that nothing can run there', async () => {
      const { directory } = await scratchWorkspace({ 'pipelines.yaml': 'stages: {}\n' });
      const { code, said } = await docketIn(directory, 'doctor', '--json');
      expect(code).toBe(1);
      expect(JSON.parse(said)).toContainEqual({
        subject: 'write access',
        state: 'problem',
        finding: expect.stringContaining('EROFS'),
        remedy: expect.stringContaining('right to write'),
      });
    });
  },
);
