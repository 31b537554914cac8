/** The embedded database in a thread of its own: 60 ms of WebAssembly must not keep uploads waiting. */
import { Worker } from 'node:worker_threads';
import type { EmbeddedConnection, EmbeddedResult } from './embedded-connection.js';

/** `sql` null closes it. */
export interface ThreadQuestion {
  id: number;
  sql: string | null;
  parameters: readonly unknown[];
}
/** Id 0 tells that it is open. */
export interface ThreadAnswer {
  id: number;
  result?: EmbeddedResult;
  /** `code` as PostgreSQL gives it; or the system, with the rest. */
  error?: Pick<NodeJS.ErrnoException, 'message' | 'code' | 'errno' | 'syscall' | 'path'>;
}

interface Waiting {
  resolve(result: EmbeddedResult): void;
  reject(error: Error): void;
}

export class PgliteThread implements EmbeddedConnection {
  private readonly waiting = new Map<number, Waiting>();
  private readonly worker: Worker;
  private ended: Error | undefined;
  private last = 0;

  private constructor(directory: string) {
    this.worker = new Worker(new URL('./pglite.worker.js', import.meta.url), { workerData: { directory } });
    this.worker.on('message', ({ id, result, error }: ThreadAnswer) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (result) waiting?.resolve(result);
      else waiting?.reject(Object.assign(new Error(error?.message), error));
    });
    this.worker.on('error', (error) => this.end(error as Error));
    this.worker.on('exit', (code) => this.end(new Error(`its thread ended with code ${code}`)));
  }

  /** @param directory as `openPgliteEngine` takes it */
  static async open(directory: string): Promise<PgliteThread> {
    const thread = new PgliteThread(directory);
    try {
      await new Promise<EmbeddedResult>((resolve, reject) => thread.waiting.set(0, { resolve, reject }));
      return thread;
    } catch (error) {
      await thread.terminate();
      throw error;
    }
  }

  run(sql: string, parameters: readonly unknown[]): Promise<EmbeddedResult> {
    return this.ask(sql, parameters);
  }

  async close(): Promise<void> {
    if (this.ended === undefined) await this.ask(null, []);
    await this.terminate();
  }

  /** At once, as a kill would: for when the directory has become another's. */
  async terminate(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(sql: string | null, parameters: readonly unknown[]): Promise<EmbeddedResult> {
    if (this.ended) return Promise.reject(this.ended);
    const id = ++this.last;
    const question: ThreadQuestion = { id, sql, parameters };
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage(question);
    });
  }

  private end(error: Error): void {
    this.ended ??= Object.assign(error, { code: ENGINE_ENDED });
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}

/** Beside PostgreSQL's own codes. */
export const ENGINE_ENDED = 'ENGINE_ENDED';
