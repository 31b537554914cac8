#!/usr/bin/env node
/**
 * What the way through gateway, orchestrator and queue adds to the reading of a scan:
 *
 *   node bench/platform/overhead.mjs [scans = 40] [one-process | apart]
 *
 * Sends generated scans one by one with `?wait=`, each in turn with the same bytes read by the stage etl alone in this
 * process, which of the two comes first by turns. `apart`: apps in processes of their own over RabbitMQ and PostgreSQL,
 * which it starts for itself (as root, on Debian). Prints the seconds of both in total and the median of what a scan
 * took longer, as a share of its reading, and what of its way was not reading by the times in its history; cleaning and
 * predicting count as overhead in both. Ends with 1 where the first is above 5 %.
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
const APART = ['gateway', 'orchestrator', 'etl', 'clean-text', 'predict'];

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
const [url] = await Promise.all(apps.map((app) => app.start()));
while ((await fetch(`${url}/health/ready`)).status !== 200) await pause(200);
const headers = {
  authorization: `Bearer ${readFileSync(join(workspace, '.docket/token'), 'utf8').trim()}`,
};

const toolbox = openToolbox(await openWorkspace(workspace));
const stages = new InProcessStageInvoker(STAGES, toolbox);
const params = EtlParamsSchema.parse({});
const context = { signal: new AbortController().signal, progress: () => undefined };

const sent = async (bytes, name) => {
  const body = new FormData();
  body.append('file', new Blob([bytes]), name);
  const reply = await fetch(`${url}/api/v1/documents?wait=60`, { method: 'POST', body, headers });
  const answer = await reply.json();
  if (!['classified', 'review', 'rejected'].includes(answer.documents?.[0]?.status))
    throw new Error(JSON.stringify(answer));
  return answer.documents[0].id;
};
/** Milliseconds by the history of the document. */
const readingOf = async (id) => {
  const { history } = await (await fetch(`${url}/api/v1/documents/${id}`, { headers })).json();
  const at = (state) => Date.parse(history.find((entry) => entry.state === state).at);
  return at('cleaning') - at('reading');
};
const read = (bytes, name) =>
  stages.invoke({ stage: 'etl', inputs: { file: { path: name, bytes } }, params, context });

const millisecondsOf = async (work) => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

const took = [];
for (const [index, bytes] of scans(WARM + Number(count)).entries()) {
  const name = `${index}.jpg`;
  const times = {};
  const works = [
    async () => {
      let id;
      times.platform = await millisecondsOf(async () => {
        id = await sent(bytes, name);
      });
      times.besides = times.platform - (await readingOf(id));
    },
    async () => {
      times.reading = await millisecondsOf(() => read(bytes, name));
    },
  ];
  for (const work of index % 2 === 0 ? works : works.reverse()) await work();
  if (index >= WARM) took.push(times);
}

const middle = (values) => values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
const total = (name) => took.reduce((sum, times) => sum + times[name], 0) / 1000;
const share = 100 * middle(took.map(({ platform, reading }) => platform / reading - 1));
const longer = middle(took.map(({ platform, reading }) => platform - reading));
const besides = middle(took.map(({ platform, besides: rest }) => (100 * rest) / (platform - rest)));
console.log(
  `${way}: ${took.length} scans, reading ${total('reading').toFixed(1)} s, through the platform ${total('platform').toFixed(1)} s; median ${longer.toFixed(0)} ms longer, ${share.toFixed(1)} % of the reading (to reach: ${MOST} %), ${besides.toFixed(1)} % by its history; load average ${loadavg()[0].toFixed(1)}`,
);
if (share > MOST) process.exitCode = 1;
await toolbox.close();
await Promise.allSettled(apps.map((app) => app.stop()));
await Promise.allSettled(servers.map((server) => server.stop()));
