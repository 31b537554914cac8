/** What apps may know of the database: whether it answers, here or where the orchestrator is. */
export interface DatabaseCheck {
  /**
   * @param milliseconds how long another process may take to tell
   * @throws DomainError 'database/unavailable', 'database/damaged', 'database/newer'; 'service/unavailable' where the
   *   orchestrator cannot be asked, 'service/timeout' where it waits for the database itself
   */
  check(milliseconds: number): Promise<void>;
}

/** DI token. */
export const DATABASE = Symbol('Database');
