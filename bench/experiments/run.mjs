#!/usr/bin/env node
/**
 * Whether any of many experiments comes back as it was on the day it ran, and how long that takes:
 *
 *   node bench/experiments/run.mjs [experiments = 20]
 *
 * Docket's own pipeline on invented text documents, in a git repository. Each experiment has other params, every
 * fourth also other data. All are restored in another order than they were made; every file of the workspace is
 * hashed, and an unseen document classified, and both compared with what was noted when the experiment ran. Whole
 * processes are timed, node's start included. Ends with 1 where anything differs.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, scratchDirectory } from '../support/files.mjs';
import { DOCKET } from '../support/processes.mjs';

const COUNT = Number(process.argv[2] ?? 20);
const PER_CLASS = 20;
/** Primes to each other, so that the order jumps through all of them. */
const STRIDE = 7;

const directory = scratchDirectory();

const docket = (...args) => {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [DOCKET, ...args], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`docket ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return { seconds: (performance.now() - started) / 1000, stdout };
};
const git = (...args) => execFileSync('git', args, { cwd: directory, encoding: 'utf8' });
const median = (values) => [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];

const hashes = () => contentOf(directory);

const WORDS = {
  invoice: 'invoice amount due total payment bank net gross customer number terms'.split(' '),
  letter: 'dear sincerely regards thank hope meeting yours letter write soon friend'.split(' '),
  resume: 'experience education skills university degree employment references work'.split(' '),
};
const COMMON = 'the and of to in for with on at by from page date name this that'.split(' ');
let state = 42;
const chance = () => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return state / 2147483648;
};
const text = (label) =>
  Array.from({ length: 16 }, () =>
    Array.from({ length: 9 }, () => {
      const words = chance() < 0.35 ? WORDS[label] : COMMON;
      return words[Math.floor(chance() * words.length)];
    }).join(' '),
  ).join('\n');

execFileSync(process.execPath, [DOCKET, 'init', directory], { stdio: 'ignore' });
for (const label of Object.keys(WORDS)) {
  mkdirSync(join(directory, 'data/raw', label), { recursive: true });
  for (let index = 0; index < PER_CLASS; index++)
    writeFileSync(join(directory, `data/raw/${label}/${index}.txt`), text(label));
}
writeFileSync(join(directory, 'new.txt'), text('letter'));
git('init', '-q', '-b', 'main');
git('config', 'user.name', 'bench');
git('config', 'user.email', 'bench@example.org');
git('add', '.');
git('commit', '-q', '-m', 'first');

const predict = () => docket('predict', 'new.txt', '--json').stdout;
const made = [];
const ran = [];
for (let index = 0; index < COUNT; index++) {
  if (index % 4 === 3) writeFileSync(join(directory, `data/raw/letter/more-${index}.txt`), text('letter'));
  const name = `e-${index + 1}`;
  const set = [`train.seed=${index % 5}`, `train.decide.max_error=${(0.01 + index * 0.01).toFixed(2)}`];
  ran.push(
    docket('exp', 'run', '--quiet', '--name', name, ...set.flatMap((each) => ['--set', each])).seconds,
  );
  made.push({ name, hashes: hashes(), answer: predict() });
}
const stored = Number(
  /^(\d+)/.exec(execFileSync('du', ['-sk', join(directory, '.docket/cache')], { encoding: 'utf8' }))[1],
);

const restored = [];
let wrong = 0;
for (let step = 1; step <= COUNT; step++) {
  const { name, hashes: then, answer } = made[(step * STRIDE) % COUNT];
  restored.push(docket('exp', 'restore', name).seconds);
  const same = JSON.stringify(hashes()) === JSON.stringify(then);
  const told = predict() === answer;
  if (same && told) continue;
  wrong++;
  console.error(`${name}: ${same ? '' : 'hashes differ '}${told ? '' : 'predictions differ'}`);
}
const listed = docket('exp', 'list', '--json').seconds;

console.log(`${COUNT} experiments of ${PER_CLASS * 3} documents, in git`);
console.log(`restored with equal hashes and predictions: ${COUNT - wrong} of ${COUNT}`);
console.log(`files compared each: ${made[0].hashes.length}`);
console.log(`exp run      ${median(ran).toFixed(2)} s (median)`);
console.log(
  `exp restore  ${median(restored).toFixed(2)} s (median), ${Math.max(...restored).toFixed(2)} s (longest)`,
);
console.log(`exp list     ${listed.toFixed(2)} s`);
console.log(`cache        ${(stored / 1024).toFixed(1)} MB for all`);
process.exitCode = wrong === 0 ? 0 : 1;
