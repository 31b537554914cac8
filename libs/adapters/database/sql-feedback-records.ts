/** What people say of documents in PostgreSQL, on a server or embedded. */
import { type Selectable, sql, type Transaction } from 'kysely';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Feedback, FeedbackPage, ReviewQuery } from '#contracts/feedback.schema.js';
import type { PageQuery } from '#contracts/page-query.schema.js';
import { type DueFile, FeedbackRecords, type Said } from '#ports/feedback-records.port.js';
import { boundedRead } from './bounded-read.js';
import { inSeconds } from './claim-jobs.js';
import type { Queries } from './database.js';
import { isId, jsonText, recordOf } from './document-row.js';
import type { FeedbackTable, Tables } from './schema.js';

const NUMBER = /^\d{1,18}$/;
/** A place in the queue: the eight bytes of the confidence in hex, and the document. */
const PLACE = /^([0-9a-f]{16})_([0-9a-z_]{1,64})$/;
const DOUBLE_BYTES = 8;

/** Nothing rests for so long: a clock that was put back would have it wait for as long. */
const LONGEST_REST = 3_600;
const RESTED = sql<boolean>`(rests_until is null or rests_until <= now() or rests_until > ${inSeconds(LONGEST_REST)})`;
const AT_ONCE = { attempts: 0, rests_until: null };

type Run = <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;

export class SqlFeedbackRecords extends FeedbackRecords {
  /** @param database opens itself, and tells its errors as the port promises */
  constructor(private readonly database: { run: Run }) {
    super();
  }

  override say(document: string, said: Said): Promise<Feedback | null> {
    return this.database.run((db) => db.transaction().execute((trx) => sayOnce(trx, document, said)));
  }

  override async ofDocument(document: string, { limit, cursor }: PageQuery): Promise<FeedbackPage> {
    const after = numberOf(cursor);
    const rows = await this.database.run((db) =>
      db
        .selectFrom('feedback')
        .selectAll()
        .where('document_id', '=', document)
        .$if(after !== undefined, (query) => query.where('id', '>', after!))
        .orderBy('id')
        .limit(limit + 1)
        .execute(),
    );
    return pageOf(rows, limit);
  }

  override async page({ limit, cursor }: PageQuery): Promise<FeedbackPage> {
    const before = numberOf(cursor);
    const rows = await this.database.run((db) =>
      db
        .selectFrom('feedback')
        .selectAll()
        .$if(before !== undefined, (query) => query.where('id', '<', before!))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute(),
    );
    return pageOf(rows, limit);
  }

  override async queue({ limit, cursor, status }: ReviewQuery): Promise<{
    records: DocumentRecord[];
    next: string | null;
  }> {
    const place = PLACE.exec(cursor ?? '');
    const sure = sql<number>`coalesce(confidence, 0)`;
    const rows = await this.database.run((db) =>
      boundedRead(db, (queries) =>
        queries
          .selectFrom('documents')
          .selectAll()
          .where('state', '=', status)
          .where('right_label', 'is', null)
          .$if(place !== null, (query) =>
            query.where(sql<boolean>`(${sure}, id) > (${confidenceOf(place![1]!)}::float8, ${place![2]})`),
          )
          .orderBy(sure)
          .orderBy('id')
          .limit(limit + 1)
          .execute(),
      ),
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const next = rows.length > limit && last ? `${placeOf(last.confidence ?? 0)}_${last.id}` : null;
    return { records: shown.map(recordOf), next };
  }

  override labels(): Promise<string[]> {
    return this.database.run(async (db) => {
      const rows = await db
        .selectFrom('documents')
        .select('right_label')
        .distinct()
        .where('right_label', 'is not', null)
        .execute();
      return rows.map(({ right_label }) => right_label!);
    });
  }

  override due(most: number): Promise<DueFile[]> {
    return this.database.run((db) =>
      db
        .selectFrom('labelled_files')
        .select(['document_id', 'name', 'sha256', 'label', 'path', 'attempts'])
        .select(sql<boolean>`rests_until is not null`.as('rested'))
        .where('due', '=', true)
        .where(RESTED)
        .orderBy('document_id')
        .limit(most)
        .execute(),
    );
  }

  override async placed({ document_id, label }: DueFile, path: string | null): Promise<void> {
    await this.database.run(async (db) => {
      await db
        .updateTable('labelled_files')
        .set({ path, due: sql<boolean>`label is distinct from ${label}`, ...AT_ONCE })
        .where('document_id', '=', document_id)
        .execute();
      await db
        .deleteFrom('labelled_files')
        .where('document_id', '=', document_id)
        .where('due', '=', false)
        .where('label', 'is', null)
        .execute();
    });
  }

  override async postpone(
    { document_id, label }: DueFile,
    { seconds, attempts }: { seconds: number; attempts: number },
  ): Promise<void> {
    await this.database.run((db) =>
      db
        .updateTable('labelled_files')
        .set({ attempts, rests_until: inSeconds(seconds) })
        .where('document_id', '=', document_id)
        .where(sql<boolean>`label is not distinct from ${label}`)
        .execute(),
    );
  }

  override giveUp({ document_id, label }: DueFile, problem: NonNullable<Feedback['problem']>) {
    return this.database.run((db) =>
      db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('labelled_files')
          .set({ path: null, due: false, ...AT_ONCE })
          .where('document_id', '=', document_id)
          .where(sql<boolean>`label is not distinct from ${label}`)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await trx
          .updateTable('feedback')
          .set({ problem: jsonText(problem) })
          .where('id', '=', (query) =>
            query
              .selectFrom('feedback')
              .select(({ fn }) => fn.max('id').as('id'))
              .where('document_id', '=', document_id),
          )
          .execute();
        return true;
      }),
    );
  }
}

async function sayOnce(trx: Transaction<Tables>, document: string, said: Said): Promise<Feedback | null> {
  const row = isId(document)
    ? await trx
        .selectFrom('documents')
        .select(['name', 'sha256', 'answer', 'right_label'])
        .where('id', '=', document)
        .forUpdate()
        .executeTakeFirst()
    : undefined;
  if (row === undefined)
    throw new DomainError('request/not-found', `There is no document '${document.slice(0, 80)}'.`);
  const { name, sha256, answer, right_label } = row;
  if (right_label === said.label) {
    if (said.label === null) return null;
    const counting = await latest(trx, document);
    if (counting.problem === undefined) return counting;
  }
  if (answer === null || sha256 === null) {
    throw new DomainError(
      'feedback/no-answer',
      answer === null
        ? 'The document has no answer yet; say what it is when it has.'
        : 'Nothing is kept of this document, as it was refused when it came; upload it again.',
    );
  }
  const { status, label, confidence, model } = answer as NonNullable<DocumentRecord['answer']>;
  const said_at = new Date().toISOString();
  const { label: right, by, note } = said;
  await trx
    .insertInto('feedback')
    .values({
      ...{ document_id: document, label: right, said_at, said_by: by, note },
      answered: jsonText({ status, label, confidence, model }),
    })
    .execute();
  const counts = right === null ? { said_by: null, said_at: null } : { said_by: by, said_at };
  await trx
    .updateTable('documents')
    .set({ right_label: right, ...counts })
    .where('id', '=', document)
    .execute();
  await trx
    .insertInto('labelled_files')
    .values({ document_id: document, name, sha256, label: right, path: null, due: true })
    .onConflict((conflict) =>
      conflict.column('document_id').doUpdateSet({ label: right, due: true, ...AT_ONCE }),
    )
    .execute();
  return latest(trx, document);
}

async function latest(trx: Transaction<Tables>, document: string): Promise<Feedback> {
  const row = await trx
    .selectFrom('feedback')
    .selectAll()
    .where('document_id', '=', document)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return feedbackOf(row);
}

const numberOf = (cursor: string | undefined): string | undefined =>
  cursor !== undefined && NUMBER.test(cursor) ? cursor : undefined;

/** @param rows one more than the page holds where another page follows */
function pageOf(rows: readonly Selectable<FeedbackTable>[], limit: number): FeedbackPage {
  const feedback = rows.slice(0, limit).map(feedbackOf);
  return { feedback, next: rows.length > limit ? feedback.at(-1)!.id : null };
}

function feedbackOf(row: Selectable<FeedbackTable>): Feedback {
  const { id, document_id, label, said_at, said_by, note, answered, problem } = row;
  return {
    ...{ id: String(id), document: document_id, label, at: said_at.toISOString(), by: said_by, note },
    answered: answered as unknown as Feedback['answered'],
    ...(problem !== null && { problem: problem as NonNullable<Feedback['problem']> }),
  };
}

/** Exactly, so that no document is passed over or told twice. */
function placeOf(confidence: number): string {
  const bytes = Buffer.alloc(DOUBLE_BYTES);
  bytes.writeDoubleBE(confidence);
  return bytes.toString('hex');
}

const confidenceOf = (place: string): number => {
  const confidence = Buffer.from(place, 'hex').readDoubleBE();
  return Number.isFinite(confidence) ? confidence : 0;
};
