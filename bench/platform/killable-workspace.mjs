/** A workspace with a small model of its own, and how documents are submitted to the platform that runs in it. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DOCKET, timed } from '../support/processes.mjs';
import { LABELS, writtenText } from './written-uploads.mjs';

const PIPELINES = fileURLToPath(new URL('../../pipelines.yaml', import.meta.url));
const STAGES = ['etl', 'clean-text', 'preprocess', 'train', 'eval', 'predict'];
const PER_CLASS = 20;
/** Files of one upload. */
const AT_ONCE = 100;
/** Of a hundred texts so many are named by their URL. */
const BY_URL = 20;

/** Trains on texts that no upload has. */
export async function killableWorkspace(directory) {
  for (const label of LABELS) {
    mkdirSync(join(directory, 'data/raw', label), { recursive: true });
    for (let number = 0; number < PER_CLASS; number++)
      writeFileSync(
        join(directory, 'data/raw', label, `${number}.txt`),
        writtenText(label, 1_000_000 + number),
      );
  }
  writeFileSync(join(directory, 'pipelines.yaml'), readFileSync(PIPELINES));
  writeFileSync(join(directory, 'params.yaml'), STAGES.map((stage) => `${stage}: {}\n`).join(''));
  await timed(process.execPath, [DOCKET, 'repro', 'train', '--quiet'], directory);
}

const headersOf = (workspace) => ({
  authorization: `Bearer ${readFileSync(join(workspace, '.docket/token'), 'utf8').trim()}`,
});

/** Seconds in which whatever was killed last must be there again. */
const PATIENCE = 60;

/** As a careful client sends: under a key, and again where it is told to. */
async function sent(url, { headers, body }) {
  const init = { method: 'POST', headers: { ...headers, 'idempotency-key': randomUUID() }, body };
  for (let left = PATIENCE; ; left--) {
    const reply = await fetch(url, init);
    if (reply.ok) return reply.json();
    if (reply.status !== 503 || left === 0) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
    await pause(1_000);
  }
}

/** Waits until the gateway has all that it needs, and has it tell a webhook of every end. */
export async function openPlatform({ url, workspace, webhook }) {
  while ((await fetch(`${url}/health/ready`)).status !== 200) await pause(200);
  const headers = { ...headersOf(workspace), 'content-type': 'application/json' };
  await sent(`${url}/api/v1/webhooks`, { headers, body: JSON.stringify({ url: webhook }) });
}

/**
 * @param pages given what the URLs of some of them are to answer
 * @returns what was uploaded, by the ids of the documents
 */
export async function submit({ url, workspace, uploads, pages, hostUrl }) {
  const headers = headersOf(workspace);
  const submitted = new Map();
  const send = async (kind, files, init) => {
    const { documents } = await sent(`${url}/api/v1/${kind}`, init);
    if (documents.length !== files.length) throw new Error(`${documents.length} of ${files.length} are kept`);
    for (const [index, { id }] of documents.entries()) submitted.set(id, files[index]);
  };
  const isFetched = ({ kind }, index) => kind === 'text' && index % 100 >= 100 - BY_URL;
  const fetched = uploads.filter(isFetched);
  for (const { name, content } of fetched) pages.set(`/${name}`, content);
  const urls = fetched.map(({ name }) => `${hostUrl}/${name}`);
  const json = { ...headers, 'content-type': 'application/json' };
  await send('batches', fetched, { headers: json, body: JSON.stringify({ urls }) });
  // Files of several documents are uploads of their own: the rest are each one document.
  const rest = uploads.filter((upload, index) => !isFetched(upload, index));
  for (const split of ['page', 'none']) {
    const files = rest.filter(({ kind }) => (kind === 'mixed') === (split === 'page'));
    for (let from = 0; from < files.length; from += AT_ONCE) {
      const some = files.slice(from, from + AT_ONCE);
      const body = new FormData();
      for (const { name, content } of some) body.append('file', new Blob([content]), name);
      await send(`documents?split=${split}`, some, { headers, body });
    }
  }
  return submitted;
}
