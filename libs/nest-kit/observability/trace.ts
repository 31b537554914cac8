/** Carries the ids of what is being worked on through every await, so that each log line has them. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Trace {
  request_id?: string;
  document_id?: string;
  run_id?: string;
}

const storage = new AsyncLocalStorage<Trace>();

export const currentTrace = (): Trace => storage.getStore() ?? {};

/** Adds ids for everything that `work` starts. */
export const withTrace = <Result>(trace: Trace, work: () => Result): Result =>
  storage.run({ ...storage.getStore(), ...trace }, work);
