#!/usr/bin/env node
/**
 * What the way through gateway, orchestrator and queue adds to the reading of a scan:
 *
 *   node bench/platform/overhead.mjs [scans = 40] [one-process | apart]
 *
 * Sends generated scans one by one with `?wait=`, each in turn with the same bytes read by the stage etl alone in this
 * process, which of the two comes first by turns. `apart`: apps in processes of their own over RabbitMQ and PostgreSQL,
 * which it starts for itself (as root, on Debian). Prints the seconds of both in total and the median of what a scan
 * took longer, as a share of its reading: with cleaning and predicting in it, and without them, by the times in its history.
 * Ends with 1 where the latter is above 5 %.
 */
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { InProcessStageInvoker } from '../../dist/libs/composition/in-process-stage-invoker.js';
import { openWorkspace } from '../../dist/libs/composition/open-workspace.js';
import { openToolbox } from '../../dist/libs/composition/stage-toolbox.js';
import { EtlParamsSchema } from '../../dist/libs/config/params/etl.params.js';
import { STAGES } from '../../dist/libs/stages/stage-registry.js';
import { scratchDirectory } from '../support/files.mjs';
import { freePort, killableApp, killableBroker, killablePostgres } from './killable.mjs';
import { killableWorkspace } from './killable-workspace.mjs';
import { scans } from './written-uploads.mjs';

const [count = '40', way = 'one-process'] = process.argv.slice(2);
const MOST = 5;
const WARM = 2;
const APART = ['gateway', 'orchestrator', 'admin-backend', 'etl', 'clean-text', 'predict'];

const directory = scratchDirectory();
chmodSync(directory, 0o711);
const workspace = join(directory, 'workspace');
mkdirSync(workspace);
await killableWorkspace(workspace);

const log = [];
const appWith = (environment) => (app) =>
  killableApp(app, { directory: workspace, environment, say: (said) => log.push(said) });

/** @returns what is to be stopped at the end, the first being what documents are sent to */
async function started() {
  const environment = { DOCKET_PORT: '0', DOCKET_LOG_LEVEL: 'warn' };
  if (way !== 'apart') return { apps: [appWith(environment)('all-in-one')], servers: [] };
  const broker = killableBroker(join(directory, 'broker'), await freePort());
  const postgres = killablePostgres(join(directory, 'postgres'), await freePort());
  await Promise.all([broker.create(), postgres.create()]);
  const servers = { DOCKET_TRANSPORT: broker.url, DOCKET_DATABASE_URL: postgres.url };
  return { apps: APART.map(appWith({ ...environment, ...servers })), servers: [broker, postgres] };
}

const { apps, servers } = await started();
const toolbox = openToolbox(await openWorkspace(workspace));
const stages = new InProcessStageInvoker(STAGES, toolbox);
const params = EtlParamsSchema.parse({});
const context = { signal: new AbortController().signal, progress: () => undefined };

const read = (bytes, name) =>
  stages.invoke({ stage: 'etl', inputs: { file: { path: name, bytes } }, params, context });

/** @returns how a scan is sent, and how long by its history it was cleaned and classified, in milliseconds */
async function opened(url) {
  while ((await fetch(`${url}/health/ready`)).status !== 200) await pause(200);
  const headers = {
    authorization: `Bearer ${readFileSync(join(workspace, '.docket/token'), 'utf8').trim()}`,
  };
  const documents = `${url}/api/v1/documents`;
  const send = async (bytes, name) => {
    const body = new FormData();
    body.append('file', new Blob([bytes]), name);
    const reply = await fetch(`${documents}?wait=60`, { method: 'POST', body, headers });
    const answer = await reply.json();
    if (!['classified', 'review', 'rejected'].includes(answer.documents?.[0]?.status))
      throw new Error(JSON.stringify(answer));
    return answer.documents[0].id;
  };
  const afterReading = async (id) => {
    const { history } = await (await fetch(`${documents}/${id}`, { headers })).json();
    const cleaning = history.find(({ state }) => state === 'cleaning');
    return Date.parse(history.at(-1).at) - Date.parse(cleaning.at);
  };
  return { send, afterReading };
}

const timed = async (work) => {
  const begun = performance.now();
  const result = await work();
  return { result, took: performance.now() - begun };
};

/** @returns { platform, reading, after } of each scan, in milliseconds */
async function measured({ send, afterReading }) {
  const times = [];
  for (const [index, bytes] of scans(WARM + Number(count)).entries()) {
    const name = `${index}.jpg`;
    const ways = { platform: () => send(bytes, name), reading: () => read(bytes, name) };
    const order = index % 2 === 0 ? ['platform', 'reading'] : ['reading', 'platform'];
    const of = {};
    for (const way of order) of[way] = await timed(ways[way]);
    if (index < WARM) continue;
    const after = await afterReading(of.platform.result);
    times.push({ platform: of.platform.took, reading: of.reading.took, after });
  }
  return times;
}

const middle = (values) => values.sort((one, other) => one - other)[Math.floor(values.length / 2)];

function tell(times) {
  const seconds = (name) => (times.reduce((sum, each) => sum + each[name], 0) / 1000).toFixed(1);
  const longer = middle(times.map(({ platform, reading }) => platform - reading));
  const all = 100 * middle(times.map(({ platform, reading }) => platform / reading - 1));
  const share = 100 * middle(times.map(({ platform, reading, after }) => (platform - after) / reading - 1));
  console.log(
    `${way}: ${times.length} scans, reading ${seconds('reading')} s, through the platform ${seconds('platform')} s`,
  );
  console.log(
    `median ${longer.toFixed(0)} ms longer, ${all.toFixed(1)} % of the reading; without cleaning and predicting ${share.toFixed(1)} % (to reach: ${MOST} %); load average ${loadavg()[0].toFixed(1)}`,
  );
  if (share > MOST) process.exitCode = 1;
}

try {
  const [url] = await Promise.all(apps.map((app) => app.start()));
  tell(await measured(await opened(url)));
} catch (error) {
  console.error(error, log.join(''));
  process.exitCode = 1;
} finally {
  await toolbox.close();
  await Promise.allSettled(apps.map((app) => app.stop()));
  await Promise.allSettled(servers.map((server) => server.stop()));
}
