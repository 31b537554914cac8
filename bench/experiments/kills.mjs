#!/usr/bin/env node
/**
 * `docket exp restore` ended by kill -9 at random moments, again and again:
 *
 *   node bench/experiments/kills.mjs [kills = 200]
 *
 * After each kill the next command, by turns `repro`, another restore, or the same one, must leave the workspace in one
 * of the recorded states, file by file, with nothing of the killed process left. Ends with 1 where it does not.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, scratchDirectory } from '../support/files.mjs';
import { DOCKET } from '../support/processes.mjs';

const KILLS = Number(process.argv[2] ?? 200);
const FILES = 150;
const directory = scratchDirectory();

const docket = (...args) => {
  const { status, stderr } = spawnSync(process.execPath, [DOCKET, ...args], {
    cwd: directory,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`docket ${args.join(' ')} ended with ${status}:\n${stderr}`);
};
const hashes = () => contentOf(directory).join('\n');
const entries = (path) => (existsSync(join(directory, path)) ? readdirSync(join(directory, path)) : []);
const strays = () =>
  ['.docket/tmp', '.docket/cache/tmp', '.docket/claims', '.docket/change'].flatMap((path) => entries(path));

writeFileSync(
  join(directory, 'pipelines.yaml'),
  'stages:\n  up:\n    cmd: mkdir -p out && for f in in/*; do tr a-z A-Z < $f > out/$(basename $f); done\n    deps: [in]\n    params: [c]\n    outs: [out]\n',
);
mkdirSync(join(directory, 'in'));
const states = new Map();
for (const name of ['a', 'b', 'c']) {
  rmSync(join(directory, 'in'), { recursive: true });
  mkdirSync(join(directory, 'in'));
  // Some files are the same everywhere, some differ, some are one state's alone.
  for (let index = 0; index < FILES; index++) {
    writeFileSync(
      join(directory, 'in', String(index)),
      index % 3 === 0 ? `same ${index}` : `${name} ${index}`,
    );
    if (index % 5 === 0) writeFileSync(join(directory, 'in', `${name}-${index}`), name);
  }
  writeFileSync(join(directory, 'params.yaml'), `c: ${name}\n`);
  docket('exp', 'run', '--quiet', '--name', name);
  states.set(name, hashes());
}

/** Milliseconds of a whole restore, start of node included: the span to kill in. */
const started = performance.now();
docket('exp', 'restore', 'a', '--quiet');
const span = performance.now() - started;
let now = 'a';
const counts = { killed: 0, late: 0, 'as before': 0, 'as restored': 0 };
for (let kill = 0; kill < KILLS; kill++) {
  const targets = [...states.keys()].filter((name) => name !== now);
  const target = targets[kill % targets.length];
  const child = spawn(process.execPath, [DOCKET, 'exp', 'restore', target], {
    cwd: directory,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)));
  await new Promise((resolve) => setTimeout(resolve, span * (0.35 + Math.random() * 0.65)));
  child.kill('SIGKILL');
  counts[(await ended) === 'SIGKILL' ? 'killed' : 'late']++;
  const next = [
    ['repro', '--quiet'],
    ['exp', 'restore', target, '--quiet'],
    ['exp', 'restore', now, '--quiet'],
  ][kill % 3];
  docket(...next);
  const found = [...states].find(([, text]) => text === hashes())?.[0];
  if (found === undefined)
    throw new Error(`kill ${kill} (${target} over ${now}, then ${next.join(' ')}): no recorded state`);
  const left = strays();
  if (left.length > 0) throw new Error(`kill ${kill}: left behind ${left.join(', ')}`);
  counts[found === now ? 'as before' : 'as restored']++;
  now = found;
}
docket('repro', '--quiet');
if (states.get(now) !== hashes()) throw new Error('the last repro changed a file');
console.log(
  `${KILLS} restores of ${FILES} files and more, ended by kill -9 within ${span.toFixed(0)} ms of their start`,
);
for (const [what, count] of Object.entries(counts)) console.log(`${what.padEnd(12)} ${count}`);
