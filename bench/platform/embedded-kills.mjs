#!/usr/bin/env node
/**
 * Kills one process with its embedded database while it takes and answers text documents, and checks what it has told:
 *
 *   node bench/platform/embedded-kills.mjs [kills = 10] [seed = random]
 *
 * Callers upload, half of them waiting for the answer, until the process is killed (SIGKILL) at a random moment; then it
 * is started again. Checked when all is over: each document that an upload was told of is there, with one end among
 * its events, and the answer that was told is the answer on record. Ends with 1 where anything is wrong.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { scratchDirectory } from '../support/files.mjs';
import { DOCKET } from '../support/processes.mjs';
import { seededChance } from '../support/seeded-chance.mjs';
import { killableWorkspace } from './killable-workspace.mjs';
import { LABELS, writtenText } from './written-uploads.mjs';

const [kills = '10', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const CALLERS = 24;
/** Milliseconds under load before a kill. */
const [SHORTEST, LONGEST] = [300, 4_000];
/** Milliseconds: long enough for all that there are. */
const READ_EVENTS = 10_000;
const ENDS = new Set(['classified', 'review', 'rejected', 'failed']);

const chance = seededChance(Number(seed));
const directory = scratchDirectory();
await killableWorkspace(directory);

async function start() {
  const platform = spawn(process.execPath, [DOCKET, 'start', '--json'], {
    ...{ cwd: directory, env: { ...process.env, DOCKET_PORT: '0', DOCKET_LOG_LEVEL: 'warn' } },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [told] = await once(platform.stdout.setEncoding('utf8'), 'data');
  const { url } = JSON.parse(told);
  while ((await fetch(`${url}/health/ready`)).status !== 200) await pause(100);
  const token = readFileSync(join(directory, '.docket/token'), 'utf8').trim();
  return { platform, url, headers: { authorization: `Bearer ${token}` } };
}

let number = 0;
/** By id, what was told of it: its state, and its class where it had one. */
const told = new Map();

async function upload({ url, headers }, wait) {
  const body = new FormData();
  body.append('file', new Blob([writtenText(LABELS[number % LABELS.length], number)]), `${number++}.txt`);
  const reply = await fetch(`${url}/api/v1/documents${wait ? '?wait=30' : ''}`, {
    method: 'POST',
    body,
    headers,
  });
  const { documents = [] } = await reply.json();
  for (const { id, status, label } of documents) told.set(id, { status, label });
}

let running = await start();
for (let kill = 0; kill < Number(kills); kill++) {
  let killed = false;
  const callers = Array.from({ length: CALLERS }, async (_, at) => {
    // What a kill breaks off was told to nobody.
    while (!killed) await upload(running, at % 2 === 0).catch(() => undefined);
  });
  await pause(SHORTEST + chance() * (LONGEST - SHORTEST));
  killed = true;
  running.platform.kill('SIGKILL');
  await Promise.all(callers);
  running = await start();
}

const read = async (path, options) => {
  const reply = await fetch(`${running.url}/api/v1/${path}`, { headers: running.headers, ...options });
  return reply.status === 200 ? reply : undefined;
};
const faults = [];
for (const [id, { status, label }] of told) {
  let found;
  for (const until = performance.now() + 120_000; performance.now() < until; await pause(100)) {
    found = await (await read(`documents/${id}`))?.json();
    if (found === undefined || ENDS.has(found.status)) break;
  }
  if (!ENDS.has(found?.status)) faults.push(`${id}: ${found?.status ?? 'gone'}`);
  else if (ENDS.has(status) && (found.status !== status || found.label !== label)) {
    faults.push(`${id}: told ${status} ${label}, is ${found.status} ${found.label}`);
  }
}

/** Every state that a document came to, from the first event on. */
const ends = new Map();
const until = AbortSignal.timeout(READ_EVENTS);
try {
  const { body } = await read('events?after=0-0', { signal: until });
  let rest = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    const lines = `${rest}${part}`.split('\n');
    rest = lines.pop();
    for (const line of lines.filter((each) => each.startsWith('data: {'))) {
      const { id, status } = JSON.parse(line.slice('data: '.length));
      if (ENDS.has(status)) ends.set(id, (ends.get(id) ?? 0) + 1);
    }
  }
} catch (error) {
  if (!until.aborted) throw error;
}
for (const id of told.keys()) if (ends.get(id) !== 1) faults.push(`${id}: ${ends.get(id) ?? 0} ends`);

for (const fault of faults.slice(0, 20)) console.log(fault);
console.log(`seed ${seed}: ${kills} kills, ${number} uploads, ${told.size} told of, ${faults.length} faults`);
running.platform.kill('SIGTERM');
await once(running.platform, 'exit');
process.exitCode = faults.length > 0 ? 1 : 0;
