/** The embedded database in a thread of its own: 60 ms of WebAssembly must not keep uploads waiting. */
import { Worker } from 'node:worker_threads';
import type { EmbeddedConnection, EmbeddedStatement } from './embedded-connection.js';

/** `statements` null closes it. */
export interface ThreadQuestion {
  id: number;
  statements: readonly EmbeddedStatement[] | null;
}
/** Id 0 tells that it is open. */
export interface ThreadAnswer {
  id: number;
  replies?: Uint8Array[];
  /** Not PostgreSQL's, which is a reply, but of what it runs in. */
  error?: Pick<NodeJS.ErrnoException, 'message' | 'code' | 'errno' | 'syscall' | 'path'>;
}

interface Waiting {
  resolve(replies: Uint8Array[]): void;
  reject(error: Error): void;
}

export class PgliteThread implements EmbeddedConnection {
  private readonly waiting = new Map<number, Waiting>();
  private readonly worker: Worker;
  private ended: Error | undefined;
  private last = 0;

  private constructor(directory: string) {
    this.worker = new Worker(new URL('./pglite.worker.js', import.meta.url), { workerData: { directory } });
    this.worker.on('message', ({ id, replies, error }: ThreadAnswer) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (replies) waiting?.resolve(replies);
      else waiting?.reject(Object.assign(new Error(error?.message), error));
    });
    this.worker.on('error', (error) => this.end(error as Error));
    this.worker.on('exit', (code) => this.end(new Error(`its thread ended with code ${code}`)));
  }

  /** @param directory as `openPgliteEngine` takes it */
  static async open(directory: string): Promise<PgliteThread> {
    const thread = new PgliteThread(directory);
    try {
      await new Promise<Uint8Array[]>((resolve, reject) => thread.waiting.set(0, { resolve, reject }));
      return thread;
    } catch (error) {
      await thread.terminate();
      throw error;
    }
  }

  run(statements: readonly EmbeddedStatement[]): Promise<Uint8Array[]> {
    return this.ask(statements);
  }

  async close(): Promise<void> {
    if (this.ended === undefined) await this.ask(null);
    await this.terminate();
  }

  /** At once, as a kill would: for when the directory has become another's. */
  async terminate(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(statements: ThreadQuestion['statements']): Promise<Uint8Array[]> {
    if (this.ended) return Promise.reject(this.ended);
    const id = ++this.last;
    const question: ThreadQuestion = { id, statements };
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
