/** A few kills at random moments; `node bench/pipeline/kill.mjs` does two hundred. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const bench = resolve(import.meta.dirname, '../../../bench/pipeline/kill.mjs');
/** `.ci/run` sets more. */
const kills = process.env.DOCKET_TEST_KILLS ?? '4';

test(`after each of ${kills} kills the next run completes with the same files and leaves none behind`, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bench, kills], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain(' 0 with faults');
}, 900_000);
