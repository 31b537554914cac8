#!/usr/bin/env node
/**
 * Uploaded documents over RabbitMQ and PostgreSQL with one worker of etl and with three, whose reading is only waiting,
 * so that cores are not what limits them:
 *
 *   node bench/platform/fan-out-documents.mjs [documents = 360] [milliseconds a document = 500] [at once = 4]
 *
 * Starts broker, database and the other apps for itself (as root, on Debian). Prints the seconds of both from the
 * moment the documents are on record until the last has its answer, and how many times as fast three are; ends with 1
 * below 2.7.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { scratchDirectory } from '../support/files.mjs';
import { freePort, killableApp, killableBroker, killablePostgres } from './killable.mjs';
import { killableWorkspace } from './killable-workspace.mjs';
import { LABELS, writtenText } from './written-uploads.mjs';

const [documents, milliseconds, atOnce] = [360, 500, 4].map((usual, index) =>
  Number(process.argv[index + 2] ?? usual),
);
const LEAST = 2.7;
const WORKER = fileURLToPath(new URL('./sleeping-worker.mjs', import.meta.url));
const APPS = ['gateway', 'orchestrator', 'clean-text', 'predict'];

const directory = scratchDirectory();
chmodSync(directory, 0o711);
const workspace = join(directory, 'workspace');
mkdirSync(workspace);
await killableWorkspace(workspace);
const broker = killableBroker(join(directory, 'broker'), await freePort());
const postgres = killablePostgres(join(directory, 'postgres'), await freePort());
await Promise.all([broker.create(), postgres.create()]);
const log = [];
const environment = {
  ...{ DOCKET_TRANSPORT: broker.url, DOCKET_DATABASE_URL: postgres.url },
  ...{ DOCKET_PORT: '0', DOCKET_LOG_LEVEL: 'warn' },
};
const apps = APPS.map((app) =>
  killableApp(app, { directory: workspace, environment, say: (said) => log.push(said) }),
);

async function workersOf(count) {
  const args = [broker.url, String(atOnce), String(milliseconds), join(workspace, '.docket/objects')];
  const workers = Array.from({ length: count }, () => fork(WORKER, args));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  // They connect in the background.
  await pause(2_000);
  return async () => {
    for (const worker of workers) worker.kill('SIGTERM');
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
  };
}

let written = 0;
/** @returns seconds until every one of them has its answer */
async function answered(url, count) {
  const headers = {
    authorization: `Bearer ${readFileSync(join(workspace, '.docket/token'), 'utf8').trim()}`,
  };
  const body = new FormData();
  for (let number = 0; number < count; number++, written++)
    body.append('file', new Blob([writtenText(LABELS[written % LABELS.length], written)]), `${written}.txt`);
  const reply = await fetch(`${url}/api/v1/documents`, { method: 'POST', headers, body });
  const { batch, ...told } = await reply.json();
  if (!reply.ok) throw new Error(JSON.stringify(told));
  const begun = performance.now();
  for (;;) {
    const { status, states } = await (await fetch(`${url}/api/v1/batches/${batch.id}`, { headers })).json();
    if (states.failed > 0) throw new Error(JSON.stringify(states));
    if (status === 'ended') return (performance.now() - begun) / 1000;
    await pause(50);
  }
}

try {
  const stopFirst = await workersOf(1);
  const [url] = await Promise.all(apps.map((app) => app.start()));
  while ((await fetch(`${url}/health/ready`)).status !== 200) await pause(200);
  await answered(url, 3 * atOnce);
  const one = await answered(url, documents);
  const stopMore = await workersOf(2);
  const three = await answered(url, documents);
  await Promise.all([stopFirst(), stopMore()]);
  const figures = {
    documents,
    at_once: atOnce,
    one_worker_s: one.toFixed(2),
    three_workers_s: three.toFixed(2),
  };
  console.log(JSON.stringify({ ...figures, times: (one / three).toFixed(2) }));
  if (one / three < LEAST) process.exitCode = 1;
} catch (error) {
  console.error(error, log.join(''));
  process.exitCode = 1;
} finally {
  await Promise.allSettled(apps.map((app) => app.stop()));
  await Promise.allSettled([broker.stop(), postgres.stop()]);
}
