/** Everybody's statements on the one connection of an embedded database: what waits goes together, a transaction has it alone. */
import { type EmbeddedAnswer, embeddedAnswer } from './embedded-answer.js';
import type { EmbeddedConnection, EmbeddedStatement } from './embedded-connection.js';

/** Of one way there and back. A slow one among them keeps the answers of all. */
const MOST_TOGETHER = 16;

/**
 * Commits that go together wait for the disk once, after the last: none is answered before. A crash until then takes
 * back what nobody has been told of.
 */
const UNFLUSHED = told('set synchronous_commit to off');
const FLUSHED = told('set synchronous_commit to on');
const FLUSH = told(`select pg_logical_emit_message(false, '', '', true)
  where pg_current_wal_insert_lsn() > pg_current_wal_flush_lsn()`);

function told(sql: string): EmbeddedStatement {
  return { sql, values: [] };
}

interface Waiting {
  statement: EmbeddedStatement;
  resolve(answer: EmbeddedAnswer): void;
  reject(error: unknown): void;
}
/** Called when it has the connection to itself. */
type Turn = () => void;

export class StatementQueue {
  private readonly waiting: (Waiting | Turn)[] = [];
  private busy = false;

  constructor(private readonly connection: EmbeddedConnection) {}

  /** A transaction of its own, in its turn. */
  ask(statement: EmbeddedStatement): Promise<EmbeddedAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ statement, resolve, reject });
      this.next();
    });
  }

  /** Resolves once nobody else asks anything until {@link release}. */
  hold(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.next();
    });
  }

  /** Of whoever holds it. @returns the answer to the last; what fails before is thrown as well */
  async askAtOnce(statements: readonly EmbeddedStatement[]): Promise<EmbeddedAnswer> {
    const replies = await this.connection.run(statements);
    return replies.map(embeddedAnswer).at(-1)!;
  }

  release(): void {
    this.busy = false;
    this.next();
  }

  private next(): void {
    if (this.busy || this.waiting.length === 0) return;
    this.busy = true;
    const turn = this.waiting.findIndex((each) => typeof each === 'function');
    if (turn === 0) {
      (this.waiting.shift() as Turn)();
      return;
    }
    const together = this.waiting.splice(0, Math.min(turn < 0 ? Infinity : turn, MOST_TOGETHER));
    void this.send(together as Waiting[]).finally(() => this.release());
  }

  private async send(together: readonly Waiting[]): Promise<void> {
    const statements = together.map(({ statement }) => statement);
    try {
      if (statements.length === 1) return settle(together, await this.connection.run(statements));
      const replies = await this.connection.run([UNFLUSHED, ...statements, FLUSHED, FLUSH]);
      for (const reply of replies.splice(-2)) embeddedAnswer(reply);
      settle(together, replies.slice(1));
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }
}

function settle(together: readonly Waiting[], replies: readonly Uint8Array[]): void {
  for (const [at, { resolve, reject }] of together.entries()) {
    try {
      resolve(embeddedAnswer(replies[at]!));
    } catch (error) {
      reject(error);
    }
  }
}
