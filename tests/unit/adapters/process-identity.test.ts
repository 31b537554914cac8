/** A process that was killed holds nothing, also where nobody has asked for its end. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isAlive, keepsNumber, startedAt } from '#adapters/process-identity.js';

(process.platform === 'linux' ? test : test.skip)(
  'one that ended unasked keeps its number, and is dead (needs Linux)',
  async () => {
    // The shell becomes what never asks for the end of its child.
    const parent = spawn('sh', ['-c', 'sleep 30 & echo $!; exec sleep 30'], { stdio: 'pipe' });
    try {
      const pid = await new Promise<number>((resolve) =>
        parent.stdout.once('data', (data) => resolve(Number(data))),
      );
      const until = async (file: string, wanted: RegExp) => {
        while (!wanted.test(readFileSync(file, 'utf8')))
          await new Promise((resolve) => setTimeout(resolve, 5));
      };
      await until(`/proc/${parent.pid}/comm`, /sleep/);
      process.kill(pid, 'SIGKILL');
      await until(`/proc/${pid}/stat`, /\) Z /);
      const started = startedAt(pid);
      expect([keepsNumber(pid, started), isAlive(pid, started)]).toEqual([true, false]);
      expect(isAlive(parent.pid!, startedAt(parent.pid!))).toBe(true);
    } finally {
      parent.kill('SIGKILL');
    }
  },
);
