/** DI token of `Accounts`: here, where the database is, or those of the orchestrator in another process. */
export const ACCOUNTS = Symbol('Accounts');
