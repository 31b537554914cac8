/** Runs calls in worker threads that can be stopped for good: native code that hangs or crashes costs its own call only. */
import { Worker } from 'node:worker_threads';

/**
 * Why a call has no answer. 'refused': the worker itself said so, in the message, and lives on; 'not-started': the
 * thread or what it loads did not come up.
 */
export type WorkerFailureKind = 'timeout' | 'crashed' | 'cancelled' | 'closed' | 'refused' | 'not-started';

/** Milliseconds. Loading WebAssembly and weights takes a second, or many on a machine with much else to do. */
const LONGEST_START = 120_000;

export class WorkerFailure extends Error {
  constructor(
    readonly kind: WorkerFailureKind,
    message: string,
    /** What the worker itself calls the reason, where it said one. */
    readonly reason?: string,
  ) {
    super(message);
  }
}

export interface WorkerCallOptions {
  /** Milliseconds, counted from when a worker says that it has begun: neither waiting nor its own start count. */
  timeout: number;
  signal?: AbortSignal;
}

interface Call {
  message: object;
  options: WorkerCallOptions;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
  onAbort?: () => void;
}

interface Slot {
  worker: Worker;
  call: Call | null;
  timer: NodeJS.Timeout | null;
}

/**
 * What a worker answers: `begun`, then `result`, or `error`; `fatal` where it must not be used again, `last` where it
 * should not be, as it has become too large.
 */
interface Answer {
  begun?: true;
  result?: unknown;
  last?: boolean;
  error?: { message: string; reason?: string };
  fatal?: boolean;
}

export class WorkerPool {
  readonly #slots: Slot[] = [];
  readonly #queue: Call[] = [];
  readonly #entry: URL;
  readonly #data: unknown;
  #closed = false;

  /**
   * Starts nothing until the first call.
   * @param entry a JavaScript file that answers each message with `{ begun: true }` when it is ready and sets to work
   * on it, then with `{ result }` or `{ error }`
   */
  constructor(
    entry: URL,
    readonly size: number,
    data?: unknown,
  ) {
    this.#entry = entry;
    this.#data = data;
  }

  /** @throws WorkerFailure */
  run(message: object, options: WorkerCallOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new WorkerFailure('closed', 'the pool is closed'));
      if (options.signal?.aborted) return reject(new WorkerFailure('cancelled', 'cancelled'));
      const call: Call = { message, options, resolve, reject };
      if (options.signal) {
        call.onAbort = () => this.#cancel(call);
        options.signal.addEventListener('abort', call.onAbort, { once: true });
      }
      this.#queue.push(call);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const failure = new WorkerFailure('closed', 'the pool is closed');
    for (const call of this.#queue.splice(0)) this.#settle(call, () => call.reject(failure));
    await Promise.all(this.#slots.splice(0).map((slot) => this.#stop(slot, failure)));
  }

  #next(): void {
    if (this.#queue.length === 0) return;
    let slot = this.#slots.find((candidate) => candidate.call === null);
    if (!slot && this.#slots.length < this.size) slot = this.#start();
    if (!slot) return;
    const call = this.#queue.shift()!;
    slot.call = call;
    // A waiting worker must not keep the process alive; a working one must.
    slot.worker.ref();
    this.#limit(slot, LONGEST_START, 'not-started');
    slot.worker.postMessage(call.message);
  }

  #limit(slot: Slot, milliseconds: number, kind: WorkerFailureKind): void {
    if (slot.timer) clearTimeout(slot.timer);
    const timer = setTimeout(() => {
      // This thread may have been busy itself: an answer that lies here by now is in time.
      setImmediate(() => {
        if (slot.timer === timer)
          this.#drop(slot, new WorkerFailure(kind, `no answer within ${milliseconds} ms`));
      });
    }, milliseconds);
    slot.timer = timer;
  }

  #start(): Slot {
    const worker = new Worker(this.#entry, { workerData: this.#data });
    const slot: Slot = { worker, call: null, timer: null };
    this.#slots.push(slot);
    worker.on('message', (answer: Answer) => this.#answer(slot, answer));
    worker.on('error', (error) => this.#drop(slot, new WorkerFailure('crashed', String(error))));
    worker.on('exit', (code) =>
      this.#drop(slot, new WorkerFailure('crashed', `worker ended with code ${code}`)),
    );
    return slot;
  }

  #answer(slot: Slot, answer: Answer): void {
    const { call } = slot;
    if (!call) return;
    if (answer.begun) {
      this.#limit(slot, call.options.timeout, 'timeout');
      return;
    }
    const failure = answer.error && new WorkerFailure('refused', answer.error.message, answer.error.reason);
    if (failure && answer.fatal) {
      this.#drop(slot, new WorkerFailure('crashed', failure.message, failure.reason));
      return;
    }
    this.#free(slot);
    this.#settle(call, () => (failure ? call.reject(failure) : call.resolve(answer.result)));
    if (answer.last) this.#drop(slot);
    else this.#next();
  }

  #cancel(call: Call): void {
    const failure = new WorkerFailure('cancelled', 'cancelled');
    const waiting = this.#queue.indexOf(call);
    if (waiting >= 0) {
      this.#queue.splice(waiting, 1);
      this.#settle(call, () => call.reject(failure));
      return;
    }
    const slot = this.#slots.find((candidate) => candidate.call === call);
    if (slot) this.#drop(slot, failure);
  }

  /** Native code cannot be interrupted: its thread ends, and the next call starts another. */
  #drop(slot: Slot, failure?: WorkerFailure): void {
    const position = this.#slots.indexOf(slot);
    if (position < 0) return;
    this.#slots.splice(position, 1);
    void this.#stop(slot, failure);
    this.#next();
  }

  async #stop(slot: Slot, failure?: WorkerFailure): Promise<void> {
    const { call } = slot;
    this.#free(slot);
    const ended = slot.worker.terminate();
    if (call) this.#settle(call, () => call.reject(failure));
    await ended;
  }

  #free(slot: Slot): void {
    if (slot.timer) clearTimeout(slot.timer);
    slot.timer = null;
    slot.call = null;
    slot.worker.unref();
  }

  #settle(call: Call, finish: () => void): void {
    if (call.onAbort) call.options.signal?.removeEventListener('abort', call.onAbort);
    finish();
  }
}
