#!/usr/bin/env node
/**
 * `docket repro` over a broker with one worker of etl and with three, whose reading is only waiting, so that cores are
 * not what limits them:
 *
 *   node bench/platform/fan-out.mjs amqp://127.0.0.1:5672 [files = 240] [milliseconds a file = 250] [at once = 4]
 *
 * Prints the seconds of both, how many times as fast three are, and what the way there and back costs a file.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace } from '../../dist/libs/composition/open-workspace.js';
import { reproduce } from '../../dist/libs/composition/reproduce.js';
import { sleepingStages, toolbox } from './sleeping-stages.mjs';

const [broker = 'amqp://127.0.0.1:5672', files = 240, milliseconds = 250, atOnce = 4] = process.argv.slice(2);
const PIPELINE = 'stages:\n  etl:\n    uses: etl\n    each: data/raw/**/*\n    outs: [data/extracted]\n';

async function secondsWith(count, sleep) {
  const directory = mkdtempSync(join(tmpdir(), 'docket-bench-'));
  const transport = new URL(broker);
  transport.searchParams.set('prefix', `docket-bench-${process.pid}-${count}-${sleep}`);
  mkdirSync(join(directory, 'data/raw/letter'), { recursive: true });
  for (let number = 0; number < files; number++)
    writeFileSync(join(directory, `data/raw/letter/${number}.txt`), `Dear Ann, this is letter ${number}.`);
  writeFileSync(join(directory, 'pipelines.yaml'), PIPELINE);
  writeFileSync(join(directory, 'params.yaml'), '{}\n');
  process.env.DOCKET_TRANSPORT = transport.href;
  const workspace = await openWorkspace(directory);
  const script = join(import.meta.dirname, 'sleeping-worker.mjs');
  const told = [transport.href, atOnce, sleep, join(directory, '.docket/objects')].map(String);
  const workers = Array.from({ length: count }, () => fork(script, told));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  // They connect in the background.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const begun = performance.now();
  const { stages } = await reproduce(workspace, { definitions: sleepingStages(sleep), toolbox });
  const seconds = (performance.now() - begun) / 1000;
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  rmSync(directory, { recursive: true, force: true });
  if (stages[0].items.ran !== Number(files)) throw new Error(JSON.stringify(stages));
  return seconds;
}

const one = await secondsWith(1, Number(milliseconds));
const three = await secondsWith(3, Number(milliseconds));
const way = await secondsWith(3, 0);
const figures = {
  ...{ files: Number(files), at_once: Number(atOnce) },
  one_worker_s: one.toFixed(2),
  three_workers_s: three.toFixed(2),
  times: (one / three).toFixed(2),
  way_ms_a_file: ((way * 1000) / files).toFixed(1),
};
console.log(JSON.stringify(figures));
