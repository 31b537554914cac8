/** Statements and answers of an embedded database as its users have them: values and rows as those of a server. */
import pg from 'pg';
import { DatabaseError } from 'pg-protocol';
import { Parser } from 'pg-protocol/dist/parser.js';
import type { EmbeddedStatement } from './embedded-connection.js';

export interface EmbeddedAnswer {
  rows: unknown[];
  /** Rows that were inserted, changed or deleted. */
  affected: number;
}

/** What its types leave out: https://github.com/brianc/node-postgres/blob/master/packages/pg/lib/utils.js */
const { prepareValue } = (
  pg as unknown as { utils: { prepareValue(value: unknown): string | Buffer | null } }
).utils;

export const embeddedStatement = (sql: string, parameters: readonly unknown[]): EmbeddedStatement => ({
  sql,
  values: parameters.map((value) => prepareValue(value)),
});

const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

interface Field {
  name: string;
  dataTypeID: number;
}
/** Of the messages that rows and their number come in: https://www.postgresql.org/docs/current/protocol-flow.html */
type Told =
  | { name: 'rowDescription'; fields: Field[] }
  | { name: 'dataRow'; fields: (string | null)[] }
  | { name: 'commandComplete'; text: string }
  | { name: 'readyForQuery' };

/**
 * @param reply whole
 * @returns the answer to the last statement in it
 * @throws pg's DatabaseError, with SQLSTATE as `code`
 */
export function embeddedAnswer(reply: Uint8Array): EmbeddedAnswer {
  let answer: EmbeddedAnswer = { rows: [], affected: 0 };
  let rows: unknown[] = [];
  let columns: { name: string; parse: (text: string) => unknown }[] = [];
  let failure: DatabaseError | undefined;
  new Parser().parse(Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength), (message) => {
    if (message instanceof DatabaseError) failure ??= message;
    const told = message as unknown as Told;
    if (told.name === 'rowDescription') {
      columns = told.fields.map(({ name, dataTypeID }) => ({
        name,
        parse: pg.types.getTypeParser(dataTypeID, 'text'),
      }));
    } else if (told.name === 'dataRow') {
      const row: Record<string, unknown> = {};
      for (const [at, text] of told.fields.entries()) {
        const { name, parse } = columns[at]!;
        row[name] = text === null ? null : parse(text);
      }
      rows.push(row);
    } else if (told.name === 'commandComplete') {
      // "INSERT 0 5", "SELECT 2", "CREATE TABLE".
      const [command = '', ...numbers] = told.text.split(' ');
      answer = { rows, affected: CHANGES.has(command) ? Number(numbers.at(-1)) : 0 };
      rows = [];
    }
  });
  if (failure !== undefined) throw failure;
  return answer;
}
