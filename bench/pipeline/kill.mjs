#!/usr/bin/env node
/**
 * Kills `docket repro` at random moments and checks that the next run completes with the same result:
 *
 *   node bench/pipeline/kill.mjs [kills = 200] [seed = random]
 *
 * Each round begins in a copy of one of three workspaces: new, with other params and files than the last run's, or
 * with its outputs gone. It is killed (SIGKILL) somewhere between start and end, then brought up to date and compared
 * with a run that nobody disturbed: lock, outputs and inputs byte for byte, every object of the cache what its name
 * says, no file that is nobody's, no command still at work.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, extractedText, filesBelow, md5, scratchDirectory } from '../support/files.mjs';
import { DOCKET } from '../support/processes.mjs';
import { seededChance } from '../support/seeded-chance.mjs';

const KILLS = Number(process.argv[2] ?? 200);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
const FILES = 12;
const base = scratchDirectory();

/** The same seed kills at the same moments, as far as a machine's speed allows. */
const random = seededChance(SEED);

const PIPELINE = `stages:
  work:
    each: in/*.txt
    cmd: sleep 0.01; sha1sum < "$DOCKET_ITEM" > "$DOCKET_OUTPUT"
    params: [salt]
    outs: [out]
  clean:
    uses: clean-text
    each: docs/**/*.json
    outs: [clean]
  split:
    cmd: mkdir -p parts; for n in 1 2 3 4 5; do cat out/* params.yaml > parts/$n; sleep 0.01; done
    deps: [out]
    params: [salt]
    outs: [parts]
  join:
    cmd: cat parts/* > all.txt; echo '{"files":5}' > count.json
    deps: [parts, clean]
    outs: [all.txt]
    metrics: [count.json: {cache: false}]
`;

function prepare(directory, version) {
  for (const folder of ['in', 'docs/a']) mkdirSync(join(directory, folder), { recursive: true });
  for (let index = 0; index < FILES; index++) {
    const changed = index % 3 === 0 ? version : 1;
    writeFileSync(join(directory, `in/${index}.txt`), `text ${index} ${changed}\n`);
    writeFileSync(join(directory, `docs/a/${index}.json`), extractedText(`words of ${index} ${changed}`));
  }
  writeFileSync(join(directory, 'pipelines.yaml'), PIPELINE);
  writeFileSync(join(directory, 'params.yaml'), `salt: ${version}\n`);
}

/** @param killAfter milliseconds; undefined: never */
function repro(directory, killAfter) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, [DOCKET, 'repro', '--quiet', '--jobs', '3'], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      // Commands that it leaves behind hold the pipe open.
      child.stderr.destroy();
      resolve({ code, signal, said, milliseconds: performance.now() - started });
    });
  });
}

function faultsOf(directory, expected) {
  const faults = [];
  const content = contentOf(directory);
  const [now, before] = [new Set(content), new Set(expected)];
  for (const line of now) if (!before.has(line)) faults.push(`differs or should not be: ${line}`);
  for (const line of before) if (!now.has(line)) faults.push(`lost: ${line}`);
  for (const place of ['tmp', 'cache/tmp', 'claims', 'processes']) {
    const path = join(directory, '.docket', place);
    if (existsSync(path))
      for (const name of readdirSync(path)) faults.push(`left behind: .docket/${place}/${name}`);
  }
  for (const path of filesBelow(join(directory, '.docket'))) {
    if (path.endsWith('.tmp')) faults.push(`left behind: .docket/${path}`);
    const object = /^cache\/files\/md5\/(..)\/(.{30})(\.dir)?$/.exec(path);
    if (object !== null && md5(readFileSync(join(directory, '.docket', path))) !== object[1] + object[2]) {
      faults.push(`damaged in the cache: ${path}`);
    }
  }
  return faults;
}

async function undisturbed(directory) {
  const run = await repro(directory);
  if (run.code !== 0) throw new Error(`The undisturbed run failed: ${run.said}`);
  return run.milliseconds;
}

const scenarios = [];
const add = async (name, make) => {
  const start = join(base, `${name}-start`);
  await make(start);
  const end = join(base, `${name}-end`);
  cpSync(start, end, { recursive: true, preserveTimestamps: true });
  const milliseconds = await undisturbed(end);
  scenarios.push({ name, start, expected: contentOf(end), milliseconds, kills: 0 });
};
await add('new', async (directory) => prepare(directory, 1));
await add('changed', async (directory) => {
  prepare(directory, 1);
  await undisturbed(directory);
  prepare(directory, 2);
});
await add('outputs gone', async (directory) => {
  prepare(directory, 2);
  await undisturbed(directory);
  for (const path of ['out', 'clean', 'parts', 'all.txt', 'count.json'])
    rmSync(join(directory, path), { recursive: true });
});

let failed = 0;
let killed = 0;
let begun = 0;

async function nextRound() {
  const round = begun++;
  const scenario = scenarios[round % scenarios.length];
  const directory = join(base, `round-${round}`);
  cpSync(scenario.start, directory, { recursive: true, preserveTimestamps: true });
  // Twice in one round now and then: a kill of the run that mends.
  const moments = Array.from({ length: random() < 0.25 ? 2 : 1 }, () =>
    Math.round(random() * scenario.milliseconds),
  );
  for (const moment of moments) {
    const { signal, milliseconds } = await repro(directory, moment);
    if (signal !== 'SIGKILL') {
      // The machine has become faster than when the span was taken.
      scenario.milliseconds = Math.min(scenario.milliseconds, milliseconds);
      continue;
    }
    killed++;
    scenario.kills++;
  }
  const last = await repro(directory);
  const faults =
    last.code === 0 ? faultsOf(directory, scenario.expected) : [`ended with ${last.code}: ${last.said}`];
  if (faults.length > 0) {
    failed++;
    console.error(`round ${round} (${scenario.name}, killed after ${moments.join(' and ')} ms):`);
    for (const fault of faults.slice(0, 10)) console.error(`  ${fault}`);
  }
  rmSync(directory, { recursive: true, force: true });
}

const began = performance.now();
await Promise.all(
  Array.from({ length: 2 }, async () => {
    while (killed < KILLS && begun < 4 * KILLS) await nextRound();
  }),
);
const seconds = ((performance.now() - began) / 1000).toFixed(0);
const shares = scenarios.map(({ name, kills }) => `${kills} ${name}`).join(', ');
console.log(
  `${begun} rounds, ${killed} kills (${shares}), ${failed} with faults, ${seconds} s, seed ${SEED}`,
);
if (failed > 0 || killed < KILLS) process.exitCode = 1;
