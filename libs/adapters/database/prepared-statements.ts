/** Statements as messages of PostgreSQL's protocol, those that come again prepared: parsing and planning are most of a short one. */
import { serialize } from 'pg-protocol';
import type { EmbeddedStatement } from './embedded-connection.js';

/** PostgreSQL keeps tens of kilobytes for each. */
const MOST = 128;
const ERROR = 'E'.charCodeAt(0);

export class PreparedStatements {
  /** By their text, the one that was asked longest ago first; null is known and not prepared yet. */
  private readonly names = new Map<string, string | null>();
  /** To be closed with the next message. */
  private dropped: string[] = [];
  private last = 0;

  /** @returns all that has to be sent for an answer; PostgreSQL then is ready for the next */
  messageOf({ sql, values }: EmbeddedStatement): Uint8Array {
    if (values.length === 0 && sql.includes(';')) return serialize.query(sql);
    const closed = this.dropped.map((name) => serialize.close({ type: 'S', name }));
    this.dropped = [];
    const known = this.names.get(sql);
    const statement = known ?? (known === null ? `s${++this.last}` : '');
    this.names.delete(sql);
    this.names.set(sql, statement === '' ? null : statement);
    if (this.names.size > MOST) this.forget(this.names.keys().next().value!);
    return Buffer.concat([
      ...closed,
      ...(known ? [] : [serialize.parse({ name: statement, text: sql })]),
      serialize.bind({ statement, values: values.map(asBuffer) }),
      serialize.describe({ type: 'P' }),
      serialize.execute(),
      serialize.sync(),
    ]);
  }

  /** What has failed may not have been prepared. */
  answered({ sql }: EmbeddedStatement, reply: Uint8Array): void {
    if (hasFailed(reply)) this.forget(sql);
  }

  private forget(sql: string): void {
    const name = this.names.get(sql);
    this.names.delete(sql);
    if (name) this.dropped.push(name);
  }
}

/** As the protocol's writer knows bytes from text. */
const asBuffer = (value: string | Uint8Array | null) =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;

/** Messages are a letter and a length that counts itself. */
function hasFailed(reply: Uint8Array): boolean {
  const view = new DataView(reply.buffer, reply.byteOffset, reply.byteLength);
  for (let at = 0; at < reply.length; at += 1 + view.getUint32(at + 1)) {
    if (reply[at] === ERROR) return true;
  }
  return false;
}
