/** Kysely over an embedded PostgreSQL: one connection, taken in turn. */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type { EmbeddedConnection } from './embedded-connection.js';

export class PgliteDialect implements Dialect {
  constructor(private readonly connection: EmbeddedConnection) {}

  createDriver = (): Driver => new PgliteDriver(this.connection);
  createQueryCompiler = () => new PostgresQueryCompiler();
  createAdapter = () => new PostgresAdapter();
  createIntrospector = (db: Kysely<unknown>) => new PostgresIntrospector(db);
}

class PgliteDriver implements Driver {
  private readonly only: DatabaseConnection;
  /** Resolves when everyone before has given the connection back. */
  private free: Promise<void> = Promise.resolve();
  private giveBack: () => void = () => undefined;

  constructor(private readonly connection: EmbeddedConnection) {
    this.only = {
      executeQuery: async <Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> => {
        const { rows, affected } = await connection.run(sql, parameters);
        return { rows: rows as Row[], numAffectedRows: BigInt(affected) };
      },
      streamQuery: () => {
        throw new Error('The embedded database gives no streams.');
      },
    };
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.free;
    let giveBack = (): void => undefined;
    this.free = new Promise((resolve) => {
      giveBack = resolve;
    });
    await before;
    this.giveBack = giveBack;
    return this.only;
  }

  async releaseConnection(): Promise<void> {
    this.giveBack();
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {
    await this.connection.close();
  }
}
