#!/usr/bin/env node
/**
 * Text documents through the gateway of one process with its embedded database, in a workspace of its own:
 *
 *   node bench/platform/load.mjs [documents = 20000] [seconds = 60] [cpu profile of the platform: directory]
 *
 * Prints the latency of answers (upload with `?wait=`) at 50 a second, then how many a second it answers to as many
 * callers as keep it busy, then its memory while the documents go through, each figure beside what it is to reach, and
 * the load of the machine. Ends with 1 where one is missed, or where a document has no answer.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { scratchDirectory } from '../support/files.mjs';
import { DOCKET } from '../support/processes.mjs';
import { killableWorkspace } from './killable-workspace.mjs';
import { LABELS, writtenText } from './written-uploads.mjs';

const [documents = '20000', seconds = '60', profile] = process.argv.slice(2);
const RATE = 50;
/** Callers that wait for an answer at a time, each with one document. */
const CALLERS = 32;
const TARGETS = { p99: 250, rate: 150, growth: 10 };
const LOOKS = 10;
const ANSWERS = new Set(['classified', 'review', 'rejected']);

const directory = scratchDirectory();
await killableWorkspace(directory);
const options = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [];
const platform = spawn(process.execPath, [...options, DOCKET, 'start', '--json'], {
  ...{ cwd: directory, env: { ...process.env, DOCKET_PORT: '0', DOCKET_LOG_LEVEL: 'warn' } },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [told] = await once(platform.stdout.setEncoding('utf8'), 'data');
const { url } = JSON.parse(told);
const headers = {
  authorization: `Bearer ${readFileSync(join(directory, '.docket/token'), 'utf8').trim()}`,
};
while ((await fetch(`${url}/health/ready`)).status !== 200) await pause(200);

let number = 0;
let wrong = 0;
/** @returns milliseconds from the upload to its answer */
async function answered() {
  const label = LABELS[number % LABELS.length];
  const body = new FormData();
  body.append('file', new Blob([writtenText(label, number)]), `${number++}.txt`);
  const begun = performance.now();
  const reply = await fetch(`${url}/api/v1/documents?wait=60`, { method: 'POST', body, headers });
  const answer = await reply.json();
  if (!ANSWERS.has(answer.documents?.[0]?.status) && wrong++ === 0) console.log(JSON.stringify(answer));
  return performance.now() - begun;
}

/** MB, of the whole process: the database's thread is in it. */
const memory = () =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${platform.pid}/status`, 'utf8'))[1]) / 1000);
/** Milliseconds of processor time until now, of all threads. */
const processor = () => {
  const fields = readFileSync(`/proc/${platform.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  // In hundredths of a second: user, then system.
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
const load = () => `load average ${loadavg()[0].toFixed(1)}`;

/** As many callers as there are, each with one document after the other. */
async function keepBusy(goOn) {
  const begun = performance.now();
  let count = 0;
  const caller = async () => {
    for (; goOn(); count++) await answered();
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return (count * 1000) / (performance.now() - begun);
}

/** It has come up to speed. */
const warm = performance.now() + 5_000;
await keepBusy(() => performance.now() < warm);

const uploads = [];
const begun = performance.now();
for (let sent = 0; sent < RATE * Number(seconds); sent++) {
  const due = begun + (sent * 1000) / RATE;
  if (due > performance.now()) await pause(due - performance.now());
  uploads.push(answered());
}
const took = (await Promise.all(uploads)).sort((one, other) => one - other);
const [median, p95, p99, longest] = [0.5, 0.95, 0.99, 1].map((share) =>
  Math.round(took[Math.ceil(took.length * share) - 1]),
);
console.log(
  `${RATE}/s for ${seconds} s: median ${median} ms, p95 ${p95} ms, p99 ${p99} ms (to reach: ${TARGETS.p99}), longest ${longest} ms; ${load()}`,
);

const end = performance.now() + Number(seconds) * 1000;
const [before, from] = [processor(), number];
const rate = await keepBusy(() => performance.now() < end);
const each = (processor() - before) / (number - from);
console.log(
  `${CALLERS} callers for ${seconds} s: ${rate.toFixed(0)} documents a second (to reach: ${TARGETS.rate}), ${each.toFixed(1)} ms of processor time each; ${load()}`,
);

const looks = [memory()];
for (let look = 1; look <= LOOKS; look++) {
  const until = number + Number(documents) / LOOKS;
  await keepBusy(() => number < until);
  looks.push(memory());
}
// What grows without end grows in the second half too.
const half = looks.slice(LOOKS / 2);
const growth = (100 * (half.at(-1) - half[0])) / half[0];
console.log(
  `memory over ${documents} documents, MB: ${looks.join(' ')}; second half ${growth.toFixed(1)} % (to reach: ${TARGETS.growth}); ${load()}`,
);
console.log(`${number} documents, ${wrong} without an answer`);
platform.kill('SIGTERM');
await once(platform, 'exit');
process.exitCode = p99 > TARGETS.p99 || rate < TARGETS.rate || growth > TARGETS.growth || wrong > 0 ? 1 : 0;
