#!/usr/bin/env node
/**
 * Sends a ZIP file of many texts to the platform that runs in a workspace, and while it is worked on, documents that
 * somebody waits for:
 *
 *   node bench/platform/batch.mjs DIRECTORY FILE [entries = 10000] [documents waited for = 20]
 *
 * Prints how long the upload took until it was on record, what the waits took meanwhile, how long counts, exports,
 * cancelling and deleting took, when the bytes were gone, and after each the platform's largest memory.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import yazl from 'yazl';

const [directory, file, entries = 10_000, waits = 20] = process.argv.slice(2);
const { url, pid } = JSON.parse(readFileSync(join(directory, '.docket/platform.json'), 'utf8'));
const headers = { authorization: `Bearer ${readFileSync(join(directory, '.docket/token'), 'utf8').trim()}` };
const content = readFileSync(file);

const api = async (path, init = {}) => {
  const reply = await fetch(`${url}/api/v1${path}`, { ...init, headers });
  if (!reply.ok) throw new Error(await reply.text());
  return reply;
};
const timed = async (what, work) => {
  const begun = performance.now();
  const result = await work();
  const took = Math.round(performance.now() - begun);
  const memory = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
  console.log(`${what}: ${took} ms; largest memory so far ${Math.round(Number(memory) / 1000)} MB`);
  return result;
};
const upload = async (name, bytes, query = '') => {
  const form = new FormData();
  form.append('file', new Blob([bytes]), name);
  return (await api(`/documents${query}`, { method: 'POST', body: form })).json();
};
const objects = () =>
  !existsSync(join(directory, '.docket/objects'))
    ? 0
    : readdirSync(join(directory, '.docket/objects'), { recursive: true, withFileTypes: true }).filter(
        (entry) => entry.isFile(),
      ).length;

const archive = new yazl.ZipFile();
for (let number = 0; number < Number(entries); number++)
  archive.addBuffer(Buffer.concat([content, Buffer.from(`\n${number}`)]), `folder/${number}.txt`);
archive.end();
const zip = await buffer(archive.outputStream);
const before = objects();
await timed('nothing', () => api('/status'));
const { batch } = await timed(`${entries} entries, ${zip.length} bytes, on record`, () =>
  upload('many.zip', zip),
);
const took = [];
for (let number = 0; number < Number(waits); number++) {
  const begun = performance.now();
  await upload(basename(file), Buffer.concat([content, Buffer.from(`\nwaited for ${number}`)]), '?wait=100');
  took.push(performance.now() - begun);
  await pause(200);
}
took.sort((one, other) => one - other);
console.log(
  `waited for meanwhile, ms: median ${Math.round(took[took.length >> 1])}, longest ${Math.round(took.at(-1))}`,
);
const { done, expected_end } = await timed('counted', async () => (await api(`/batches/${batch.id}`)).json());
console.log(`done by then: ${done}, expected end ${expected_end}`);
for (const format of ['csv', 'json', 'zip']) {
  const bytes = await timed(`exported as ${format}`, async () => {
    const reply = await api(`/documents/export?format=${format}&batch=${batch.id}`);
    let length = 0;
    for await (const chunk of reply.body) length += chunk.length;
    return length;
  });
  console.log(`  ${bytes} bytes`);
}
await timed('cancelled', () => api(`/batches/${batch.id}/cancel`, { method: 'POST' }));
await timed('deleted', () => api(`/batches/${batch.id}`, { method: 'DELETE' }));
await timed('bytes gone', async () => {
  while (objects() > before + Number(waits) * 2) await pause(200);
});
