/** Kysely over an embedded PostgreSQL: one connection, taken in turn. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import { embeddedStatement } from './embedded-answer.js';
import type { EmbeddedConnection, EmbeddedStatement } from './embedded-connection.js';
import { StatementQueue } from './statement-queue.js';

export class PgliteDialect implements Dialect {
  constructor(private readonly connection: EmbeddedConnection) {}

  createDriver = (): Driver => new PgliteDriver(this.connection);
  createQueryCompiler = () => new PostgresQueryCompiler();
  createAdapter = () => new PostgresAdapter();
  createIntrospector = (db: Kysely<unknown>) => new PostgresIntrospector(db);
}

class PgliteDriver implements Driver {
  private readonly queue: StatementQueue;

  constructor(private readonly connection: EmbeddedConnection) {
    this.queue = new StatementQueue(connection);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<QueuedConnection> {
    return new QueuedConnection(this.queue);
  }

  async releaseConnection(connection: QueuedConnection): Promise<void> {
    connection.release();
  }

  beginTransaction(connection: QueuedConnection): Promise<void> {
    return connection.begin();
  }

  commitTransaction(connection: QueuedConnection): Promise<void> {
    return connection.end('commit');
  }

  rollbackTransaction(connection: QueuedConnection): Promise<void> {
    return connection.end('rollback');
  }

  async destroy(): Promise<void> {
    await this.connection.close();
  }
}

const BEGIN: EmbeddedStatement = { sql: 'begin', values: [] };

class QueuedConnection implements DatabaseConnection {
  private held = false;
  /** Goes with the first statement of the transaction. */
  private beginning: EmbeddedStatement[] = [];

  constructor(private readonly queue: StatementQueue) {}

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = embeddedStatement(sql, parameters);
    const { rows, affected } = this.held
      ? await this.queue.askAtOnce([...this.beginning.splice(0), statement])
      : await this.queue.ask(statement);
    return { rows: rows as Row[], numAffectedRows: BigInt(affected) };
  }

  streamQuery(): never {
    throw new Error('The embedded database gives no streams.');
  }

  /** Nobody else asks anything until {@link release}. */
  async begin(): Promise<void> {
    if (!this.held) await this.queue.hold();
    this.held = true;
    this.beginning = [BEGIN];
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    if (this.beginning.splice(0).length > 0) return;
    await this.queue.askAtOnce([{ sql: how, values: [] }]);
  }

  release(): void {
    if (this.held) this.queue.release();
    this.held = false;
  }
}
