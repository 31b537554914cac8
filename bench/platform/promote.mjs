#!/usr/bin/env node
/**
 * Promotes versions of the model while documents come in, in a workspace whose platform runs and has two or more:
 *
 *   node bench/platform/promote.mjs DIRECTORY FILE [requests a second = 50] [seconds = 30]
 *
 * Prints requests that failed, answers of another version than was live between their upload and their answer, and
 * how long after the beginning of a promotion the first answer of the new version came.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [directory, file, rate = 50, seconds = 30] = process.argv.slice(2);
/** Milliseconds between two promotions. */
const EVERY = 3_000;

const { url } = JSON.parse(readFileSync(join(directory, '.docket/platform.json'), 'utf8'));
const headers = { authorization: `Bearer ${readFileSync(join(directory, '.docket/token'), 'utf8').trim()}` };
const content = readFileSync(file);
const models = `${url}/api/v1/admin/models`;
const versions = (await (await fetch(models, { headers })).json()).models.slice(0, 2);

/** { version, begun, done }: `done` is when the promotion was answered. */
const promotions = [];
async function promote({ number, version }) {
  const promotion = { version, begun: performance.now(), done: Number.POSITIVE_INFINITY };
  promotions.push(promotion);
  const reply = await fetch(`${models}/${number}/promote`, { method: 'POST', headers });
  if (!reply.ok) throw new Error(await reply.text());
  promotion.done = performance.now();
}

const answers = [];
let uploaded = 0;
async function upload() {
  const form = new FormData();
  // Other bytes each time: equal ones are answered without being read.
  form.append('file', new Blob([content, `\n${uploaded++}`]), basename(file));
  const sent = performance.now();
  const reply = await fetch(`${url}/api/v1/documents?wait=60`, { method: 'POST', body: form, headers });
  const body = await reply.json();
  const version = reply.status === 200 ? (body.documents[0].model?.version ?? null) : null;
  answers.push({ sent, answered: performance.now(), version });
}

/** Whether a version was live at some moment while the document was on its way. */
const wasLive = ({ sent, answered, version }) =>
  promotions.some(
    (promotion, index) =>
      promotion.version === version &&
      promotion.begun <= answered &&
      (promotions[index + 1]?.done ?? Number.POSITIVE_INFINITY) >= sent,
  );

await promote(versions[1]).catch(() => undefined);
promotions[0].done = 0;
promotions[0].begun = 0;
const begun = performance.now();
const uploads = [];
let next = 0;
for (let sent = 0; sent < rate * seconds; sent++) {
  const due = begun + (sent * 1000) / rate;
  if (due > performance.now()) await pause(due - performance.now());
  if (performance.now() - begun > (next + 1) * EVERY) uploads.push(promote(versions[next++ % 2]));
  uploads.push(upload());
}
await Promise.all(uploads);
const firsts = promotions.slice(1).map(({ version, begun: since }) => {
  const first = answers.filter((one) => one.version === version && one.answered > since && one.sent > since);
  return Math.min(...first.map(({ answered }) => answered)) - since;
});
const took = answers.map(({ sent, answered }) => answered - sent).sort((one, other) => one - other);
const share = (part) => Math.round(took[Math.floor(took.length * part)]);
console.log(`${answers.length} documents, ${promotions.length - 1} promotions`);
console.log(`failed: ${answers.filter(({ version }) => version === null).length}`);
console.log(`of a version that was not live: ${answers.filter((answer) => !wasLive(answer)).length}`);
console.log(`first answer of the new version after, ms: ${firsts.map(Math.round).join(' ')}`);
console.log(`answers, ms: median ${share(0.5)}, p95 ${share(0.95)}, p99 ${share(0.99)}`);
