/** One connection to a PostgreSQL that lives in this program, in this thread or another. */
export interface EmbeddedConnection {
  /**
   * One after the other. Each is a transaction of its own, whatever becomes of the others, where none has begun.
   *
   * @returns for each, in their order, what PostgreSQL answers to it: messages of its protocol, an error among them
   * @throws where the database is there no more
   */
  run(statements: readonly EmbeddedStatement[]): Promise<Uint8Array[]>;
  close(): Promise<void>;
}

/** Several in one, parted by semicolons, only where there are no values. */
export interface EmbeddedStatement {
  sql: string;
  /** As PostgreSQL reads them: text, or the bytes of a bytea. */
  values: readonly (string | Uint8Array | null)[];
}
