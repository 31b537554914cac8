/** Takes records over that versions before the database kept as JSON files, each once, and leaves no second copy. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { DocumentRecordSchema } from '#contracts/document-record.schema.js';
import { RunRecordSchema } from '#contracts/run-record.schema.js';
import type { DocumentRecords } from '#ports/document-records.port.js';
import type { RunRecords } from '#ports/run-records.port.js';
import type { Workspace } from './open-workspace.js';

/** Files between two commits: a kill repeats at most so many, which changes nothing. */
const AT_ONCE = 500;

/** A file goes when its record is in the database; one that cannot be read stays where it is, and the log names it. */
export async function adoptJsonRecords(
  { state }: Pick<Workspace, 'state'>,
  documents: DocumentRecords,
  runs: RunRecords,
  log: (sentence: string) => void,
): Promise<void> {
  await adopt(join(state, 'documents'), DocumentRecordSchema, (records) => documents.adopt(records), log);
  const save = async (records: readonly z.infer<typeof RunRecordSchema>[]) => {
    for (const record of records) await runs.save(record);
  };
  await adopt(join(state, 'runs'), RunRecordSchema, save, log);
}

async function adopt<Record>(
  directory: string,
  schema: z.ZodType<Record>,
  keep: (records: readonly Record[]) => Promise<unknown>,
  log: (sentence: string) => void,
): Promise<void> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  // What a kill left half-written was never a record.
  for (const name of names.filter((each) => each.endsWith('.json.tmp'))) await rm(join(directory, name));
  const files = names.filter((name) => name.endsWith('.json')).map((name) => join(directory, name));
  let adopted = 0;
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const read = await Promise.all(
      files.slice(at, at + AT_ONCE).map(async (path) => ({ path, record: await recordOf(path, schema) })),
    );
    for (const { path, record } of read) {
      if (record === undefined) log(`${path} is not the record that was written; it was left where it is.`);
    }
    const good = read.flatMap(({ path, record }) => (record === undefined ? [] : [{ path, record }]));
    await keep(good.map(({ record }) => record));
    // Else a deleted document would live on here.
    for (const { path } of good) await rm(path);
    adopted += good.length;
  }
  if (adopted > 0) log(`${adopted} records were moved from ${directory} to the database.`);
}

async function recordOf<Record>(path: string, schema: z.ZodType<Record>): Promise<Record | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  try {
    return schema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}
