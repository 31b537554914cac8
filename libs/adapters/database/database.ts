/** A database that opens behind what already answers, and is tried again where it could not be opened. */
import { type Dialect, Kysely, sql } from 'kysely';
import { databaseError } from './database-error.js';
import { migrate } from './migrate.js';
import type { Tables } from './schema.js';

export type Queries = Kysely<Tables>;

export interface DatabaseParts {
  /** An address without its password, or a directory: for errors. */
  where: string;
  /** Whether no other process can have it open. */
  embedded: boolean;
  connect: () => Promise<Dialect>;
  /** After the migrations, before anything else is asked of it. */
  prepare?: (queries: Queries) => Promise<void>;
}

export class Database {
  private opening: Promise<Queries> | undefined;
  private closed = false;

  constructor(private readonly parts: DatabaseParts) {}

  get embedded(): boolean {
    return this.parts.embedded;
  }

  /** Waits until it is open. @throws DomainError 'database/unavailable', 'database/damaged', 'database/newer' */
  async run<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    try {
      return await work(await this.queries());
    } catch (error) {
      throw databaseError(error, this.parts.where);
    }
  }

  /** Resolves when it answers. @throws as {@link run} */
  async check(): Promise<void> {
    await this.run((queries) => sql`select 1`.execute(queries));
  }

  /** A statement that changes nothing anybody can see. */
  async tidy(statement: string): Promise<void> {
    await this.run((queries) => sql.raw(statement).execute(queries));
  }

  async close(): Promise<void> {
    this.closed = true;
    const queries = await this.opening?.catch(() => undefined);
    await queries?.destroy();
  }

  private queries(): Promise<Queries> {
    if (this.closed) return Promise.reject(new Error('The database is closed.'));
    this.opening ??= this.open().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async open(): Promise<Queries> {
    const queries = new Kysely<Tables>({ dialect: await this.parts.connect() });
    try {
      await migrate(queries);
      await this.parts.prepare?.(queries);
      return queries;
    } catch (error) {
      await queries.destroy().catch(() => undefined);
      throw error;
    }
  }
}
