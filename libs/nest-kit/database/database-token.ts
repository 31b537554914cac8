/** What apps may know of the database: whether it answers. */
export interface DatabaseCheck {
  /** @throws DomainError 'database/unavailable', 'database/damaged', 'database/newer' */
  check(): Promise<void>;
}

/** DI token; only where the orchestrator is. */
export const DATABASE = Symbol('Database');
