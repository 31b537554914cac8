/** Uploads of one account that come while another of them is written: together in one transaction, with one wait for the disk. */
import type { Transaction } from 'kysely';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { AddOptions } from '#ports/document-records.port.js';
import { countDocuments } from './account-usage.js';
import { addDocuments, openOf, refuseTooMany } from './add-documents.js';
import { insertDocuments } from './insert-documents.js';
import type { Tables } from './schema.js';

/** Documents of one transaction; a refusal among them has all of them tried once more. */
const MOST_TOGETHER = 100;

type Records = readonly DocumentRecord[];

interface Upload {
  records: Records;
  options: AddOptions;
  resolve(records: Records): void;
  reject(error: unknown): void;
}

export class UploadsTogether {
  /** By account: who adds documents has the row of its usage until they are added, so its uploads wait for each other anyway. */
  private readonly waiting = new Map<string, Upload[]>();

  /** @param transact opens the database itself, and tells its errors as the port promises */
  constructor(
    private readonly transact: <Result>(
      work: (trx: Transaction<Tables>) => Promise<Result>,
    ) => Promise<Result>,
  ) {}

  /** As `add` of DocumentRecords promises. */
  add(records: Records, options: AddOptions): Promise<Records> {
    const owner = records[0]?.owner;
    // What is remembered of an upload besides its documents is looked up before them.
    const plain = !options.key && !options.batch && !options.intake;
    if (owner === undefined || !plain || records.length > MOST_TOGETHER)
      return this.addAlone(records, options);
    return new Promise((resolve, reject) => {
      const upload = { records, options, resolve, reject };
      const waiting = this.waiting.get(owner);
      if (waiting) waiting.push(upload);
      else {
        this.waiting.set(owner, [upload]);
        void this.addAll(owner);
      }
    });
  }

  private addAlone(records: Records, options: AddOptions): Promise<Records> {
    return this.transact((trx) => addDocuments(trx, records, options));
  }

  private async addAll(owner: string): Promise<void> {
    const waiting = this.waiting.get(owner)!;
    while (waiting.length > 0) await this.addSome(owner, takeTogether(waiting));
    this.waiting.delete(owner);
  }

  private async addSome(owner: string, uploads: readonly Upload[]): Promise<void> {
    if (uploads.length > 1) {
      try {
        await this.transact((trx) => addTogether(trx, owner, uploads));
        for (const { records, resolve } of uploads) resolve(records);
        return;
      } catch (error) {
        if (error instanceof DomainError && error.code === 'database/unavailable') {
          for (const { reject } of uploads) reject(error);
          return;
        }
        // One of them was refused, or cannot be written: each for itself, so that it is nobody else's fault.
      }
    }
    for (const { records, options, resolve, reject } of uploads)
      await this.addAlone(records, options).then(resolve, reject);
  }
}

/** Takes the first ones that have the same priority out of the list. */
function takeTogether(waiting: Upload[]): Upload[] {
  const { priority } = waiting[0]!.options;
  let documents = 0;
  const end = waiting.findIndex(({ records, options }) => {
    documents += records.length;
    return options.priority !== priority || documents > MOST_TOGETHER;
  });
  return waiting.splice(0, end < 0 ? waiting.length : end);
}

/** All of them, or none. Each is measured by what there is after those before it. */
async function addTogether(
  trx: Transaction<Tables>,
  owner: string,
  uploads: readonly Upload[],
): Promise<void> {
  const all = uploads.flatMap(({ records }) => records);
  let { usage, waiting } = await countDocuments(trx, owner, all.length);
  for (const { records, options } of uploads) {
    refuseTooMany(waiting, records, options.most);
    options.within?.(usage);
    waiting += openOf(records);
    usage = {
      ...usage,
      documents_today: usage.documents_today + records.length,
      kept_bytes: usage.kept_bytes + keptBytesOf(records),
    };
  }
  await insertDocuments(trx, all, uploads[0]!.options.priority);
}

const keptBytesOf = (records: Records): number =>
  records.reduce((sum, { sha256, bytes }) => sum + (sha256 === null ? 0 : bytes), 0);
