/** One connection to a PostgreSQL that lives in this program, in this thread or another. */
export interface EmbeddedConnection {
  /** Several statements at once only where there are no parameters. @returns rows and count of the last statement */
  run(sql: string, parameters: readonly unknown[]): Promise<EmbeddedResult>;
  close(): Promise<void>;
}

export interface EmbeddedResult {
  rows: unknown[];
  /** Rows that were inserted, changed or deleted. */
  affected: number;
}
