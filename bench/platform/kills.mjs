#!/usr/bin/env node
/**
 * Kills what answers documents while it does, and checks that each document ends, and ends once:
 *
 *   node bench/platform/kills.mjs [rounds = 20] [seed = random] [documents = 1000] [kills a round = 20]
 *
 * Apps in processes of their own over RabbitMQ and PostgreSQL, which it starts for itself (as root, on Debian). Each
 * round submits its documents, then kills (SIGKILL) orchestrator, etl, predict, broker and database in turn, in another
 * order each time, spread at random moments over the round; each comes back after at most three seconds. Documents are
 * texts, some twice or by URL, scans, files of several documents and some that cannot be read.
 *
 * Checked of every document when the round is over: one end in its history and none before it, as many events, one
 * delivery and one message to a webhook, its bytes, its class, its words and its parts once; no job, no message in a
 * queue of a stage. At the end: every object that a record names. Ends with 1 where anything is wrong.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { scratchDirectory } from '../support/files.mjs';
import { seededChance } from '../support/seeded-chance.mjs';
import { faultsOf, leftMessages, objectsOf } from './ended-once.mjs';
import { freePort, killableApp, killableBroker, killablePostgres } from './killable.mjs';
import { killableWorkspace, openPlatform, submit } from './killable-workspace.mjs';
import { writtenUploads } from './written-uploads.mjs';

const [rounds, seed, documents, kills] = [20, Date.now() % 1_000_000, 1_000, 20].map((usual, index) =>
  Number(process.argv[index + 2] ?? usual),
);
const APPS = ['gateway', 'orchestrator', 'etl', 'clean-text', 'predict'];
const STAGES = ['etl', 'clean-text', 'predict'];
const TARGETS = ['orchestrator', 'etl', 'predict', 'broker', 'database'];
const PREFIX = 'kills';
/** Milliseconds without progress after which the next kill comes all the same. */
const STUCK = 10_000;
/** Milliseconds until a killed one is started again, at most. */
const AWAY = 3_000;
/** Milliseconds in which a round has to end when the kills are over. */
const PATIENCE = 900_000;

const random = seededChance(seed);
const directory = scratchDirectory();
chmodSync(directory, 0o711);
const broker = killableBroker(join(directory, 'broker'), await freePort());
const postgres = killablePostgres(join(directory, 'postgres'), await freePort());
const workspace = join(directory, 'workspace');
const log = [];

/** What webhooks are sent to and documents are fetched from. */
const told = new Map();
const pages = new Map();
const host = createServer((request, response) => {
  if (request.method === 'GET') return response.end(pages.get(request.url));
  void text(request).then((body) => {
    const { data } = JSON.parse(body);
    const messages = told.get(data.id) ?? new Map();
    const id = request.headers['webhook-id'];
    told.set(data.id, messages.set(id, (messages.get(id) ?? 0) + 1));
    response.end();
  });
});
await new Promise((resolve) => host.listen(0, '127.0.0.1', resolve));
const hostUrl = `http://localhost:${host.address().port}`;

const environment = {
  DOCKET_TRANSPORT: `${broker.url}?prefix=${PREFIX}`,
  DOCKET_DATABASE_URL: postgres.url,
  DOCKET_OUTGOING_ALLOW: 'localhost',
  DOCKET_PORT: '0',
};
const apps = Object.fromEntries(
  APPS.map((app) => [
    app,
    killableApp(app, { directory: workspace, environment, say: (said) => log.push(`${app}: ${said}`) }),
  ]),
);
const targets = { ...apps, broker, database: postgres };

const query = async (statement, values) => {
  const client = new pg.Client({ connectionString: postgres.url });
  client.on('error', () => undefined);
  await client.connect();
  return client.query(statement, values).finally(() => client.end().catch(() => undefined));
};
const database = { query };

/** @returns documents of the round without an answer; undefined while the database is away */
const waiting = async () =>
  query('select count(*) from jobs').then(
    ({ rows }) => Number(rows[0].count),
    () => undefined,
  );

async function until(what, look) {
  for (const end = performance.now() + PATIENCE; !(await look()); await pause(500)) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
  }
}

/** In turn: each comes as often as any other, in another order each time. */
function* order() {
  for (;;) {
    const left = [...TARGETS];
    while (left.length > 0) yield left.splice(Math.floor(random() * left.length), 1)[0];
  }
}

async function killAll(open) {
  const turn = order();
  const comingBack = [];
  for (let kill = 0; kill < kills; kill++) {
    const due = (open * (kills - kill - random())) / kills;
    const since = performance.now();
    while (performance.now() - since < STUCK) {
      const left = await waiting();
      if (left !== undefined && left <= due) break;
      await pause(50);
    }
    const target = targets[turn.next().value];
    // What is still on its way back cannot be killed again.
    await target.back;
    await target.kill();
    target.back = pause(random() * AWAY).then(() => target.start());
    comingBack.push(target.back);
  }
  await Promise.all(comingBack);
}

async function playRound(round, url) {
  const begun = performance.now();
  const uploads = await writtenUploads(documents, round);
  const submitted = await submit({ url, workspace, uploads, pages, hostUrl });
  await killAll((await waiting()) ?? documents);
  const killed = performance.now();
  const faults = [];
  const settled = async () => {
    const { rows } = await query(
      "select (select count(*) from jobs) + (select count(*) from webhook_deliveries where state = 'waiting') as count",
    );
    return Number(rows[0].count) === 0;
  };
  await until('every document has ended', settled).catch((error) => faults.push(error.message));
  const found = await faultsOf({ submitted, told, database });
  await until('no message is left', async () => {
    const left = await leftMessages(broker.url, PREFIX, STAGES).catch((error) => [error.message]);
    return left.length === 0;
  }).catch(async () => faults.push(...(await leftMessages(broker.url, PREFIX, STAGES))));
  faults.push(...found.faults);
  const twice = [...submitted.keys()].filter((id) =>
    [...(told.get(id)?.values() ?? [])].some((times) => times > 1),
  ).length;
  const seconds = (from) => Math.round((performance.now() - from) / 1000);
  console.log(
    `round ${round + 1}: ${found.documents} of ${documents} ended, ${found.parts} parts, ${kills} kills, ${twice} messages sent again, ${seconds(begun)} s (${seconds(killed)} s after the last kill), ${faults.length} faults`,
  );
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  return faults.length;
}

async function cleanUp() {
  if (process.exitCode) {
    const path = join(tmpdir(), `docket-kills-${seed}.log`);
    writeFileSync(path, log.join(''));
    console.log(`What the apps wrote is in ${path}.`);
  }
  await Promise.allSettled(APPS.map((app) => apps[app].kill()));
  await Promise.allSettled([broker.stop(), postgres.stop()]);
  host.closeAllConnections();
  host.close();
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => cleanUp().then(() => process.exit(1)));
mkdirSync(workspace);
await killableWorkspace(workspace);
await Promise.all([broker.create(), postgres.create()]);
let failed = 0;
try {
  const [url] = await Promise.all(APPS.map((app) => apps[app].start()));
  await openPlatform({ url, workspace, webhook: `${hostUrl}/told` });
  console.log(`seed ${seed}`);
  for (let round = 0; round < rounds; round++) if ((await playRound(round, url)) > 0) failed++;
  const { faults, objects, nobodys } = await objectsOf({ directory: workspace, database });
  const clean = await Promise.all(APPS.map((app) => apps[app].stop()));
  if (clean.some((code) => code !== 0)) faults.push(`apps ended with ${clean.join(' ')}`);
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  console.log(
    `${rounds} rounds, ${rounds * documents} documents, ${rounds * kills} kills: ${failed} rounds with faults; ${objects} objects, ${faults.length} faults of them, ${nobodys} that are nobody's`,
  );
  if (failed > 0 || faults.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
