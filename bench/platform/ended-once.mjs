/** Whether documents have ended, each once: what the database, the object store, the broker and a webhook's receiver say. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { filesBelow } from '../support/files.mjs';
import { PAGES } from './written-uploads.mjs';

const FINAL = new Set(['classified', 'review', 'rejected', 'failed', 'split']);

/**
 * @param submitted what was uploaded, by id
 * @param told ids of documents that the webhook was told of, and how often by each message
 * @returns a sentence for each fault
 */
export async function faultsOf({ submitted, told, database }) {
  const faults = [];
  const fault = (id, what) => faults.push(`${submitted.get(id)?.name ?? id}: ${what}`);
  const ids = [...submitted.keys()];
  const rows = async (statement) => (await database.query(statement, [ids])).rows;

  const whole = await rows('select * from documents where id = any($1)');
  const parts = await rows('select * from documents where part_of = any($1) order by part_of, first_page');
  if (whole.length !== ids.length) faults.push(`${whole.length} documents of ${ids.length} are on record`);
  for (const { id, history, state, answer, label, sha256 } of [...whole, ...parts]) {
    const ends = history.filter((entry) => FINAL.has(entry.state));
    if (ends.length !== 1 || history.at(-1) !== ends[0])
      fault(id, `its history has ${ends.length} ends: ${history.map((entry) => entry.state).join(' ')}`);
    if (answer === null || state !== history.at(-1).state) fault(id, `it is '${state}' without that answer`);
    const upload = submitted.get(id);
    if (upload === undefined) continue;
    const { kind, content } = upload;
    if (content && sha256 !== sha256Of(content)) fault(id, 'its bytes are not those that were uploaded');
    if ((kind === 'unreadable') !== (state === 'failed'))
      fault(id, `a ${kind} is '${state}': ${JSON.stringify(answer?.error)}`);
    if (kind === 'text' && label !== upload.label && state === 'classified')
      fault(id, `a ${upload.label} is classified as ${label}`);
    if (kind === 'mixed') {
      const found = parts.filter((part) => part.part_of === id);
      const pages = found.map((part) => `${part.first_page}-${part.last_page}`).join(' ');
      if (state !== 'split' || pages !== PAGES.map((_, index) => `${index + 1}-${index + 1}`).join(' '))
        fault(id, `it is '${state}' into pages ${pages}`);
    }
  }
  const jobs = await rows('select document_id from jobs where document_id = any($1)');
  for (const { document_id } of jobs) fault(document_id, 'its job is still there');

  const every = [...whole, ...parts];
  const all = every.map(({ id }) => id);
  const counted = async (statement) =>
    new Map((await database.query(statement, [all])).rows.map(({ id, count }) => [id, Number(count)]));
  const events = await counted(
    'select document_id as id, count(*) from events where document_id = any($1) group by 1',
  );
  const texts = await counted(
    'select document_id as id, count(*) from document_texts where document_id = any($1) group by 1',
  );
  const deliveries = await counted(
    "select document_id as id, count(*) from webhook_deliveries where document_id = any($1) and state = 'delivered' group by 1",
  );
  for (const { id, history } of every) {
    if (events.get(id) !== history.length)
      fault(id, `${events.get(id)} events of ${history.length} entries of its history`);
    if (texts.get(id) !== 1) fault(id, `its words are there ${texts.get(id) ?? 0} times`);
    if (deliveries.get(id) !== 1) fault(id, `${deliveries.get(id) ?? 0} deliveries of its end`);
    if (told.get(id)?.size !== 1) fault(id, `its end was told by ${told.get(id)?.size ?? 0} messages`);
  }
  return { faults, documents: whole.length, parts: parts.length };
}

/** Objects that records refer to and that are not there or not what their name says, and how many are nobody's. */
export async function objectsOf({ directory, database }) {
  const { rows } = await database.query(
    'select sha256 as name from documents where sha256 is not null union select extracted from documents where extracted is not null',
  );
  const wanted = new Set(rows.map(({ name }) => name));
  const folder = join(directory, '.docket/objects');
  const faults = [];
  for (const name of wanted) {
    const path = join(folder, name.slice(0, 2), name.slice(2));
    if (!existsSync(path)) faults.push(`object ${name} is lost`);
    else if (sha256Of(readFileSync(path)) !== name) faults.push(`object ${name} is not what its name says`);
  }
  const nobodys = filesBelow(folder).filter((path) => !wanted.has(path.replace('/', '')));
  return { faults, objects: wanted.size, nobodys: nobodys.length };
}

/** Messages that wait in the queues of stages. */
export async function leftMessages(transport, prefix, stages) {
  const connection = await connect(transport);
  const channel = await connection.createChannel();
  const left = [];
  for (const stage of stages)
    for (const queue of [`${prefix}.stage.${stage}`, `${prefix}.stage.${stage}.dead`]) {
      const { messageCount } = await channel.checkQueue(queue);
      if (messageCount > 0) left.push(`${messageCount} messages are left in ${queue}`);
    }
  await connection.close();
  return left;
}

const sha256Of = (bytes) => createHash('sha256').update(bytes).digest('hex');
