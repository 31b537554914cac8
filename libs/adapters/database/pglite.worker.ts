/** The thread of the embedded database: takes statements one after the other, so that none holds up a request. */
import { parentPort, workerData } from 'node:worker_threads';
import type { EmbeddedConnection } from './embedded-connection.js';
import { openPgliteEngine } from './pglite-engine.js';
import type { ThreadAnswer, ThreadQuestion } from './pglite-thread.js';

const { directory } = workerData as { directory: string };
const port = parentPort!;
const tell = (answer: ThreadAnswer): void => port.postMessage(answer);
/** An error loses all but its message and stack on its way to another thread. */
const toldOf = (error: unknown): NonNullable<ThreadAnswer['error']> => {
  const { message, code, errno, syscall, path } = error as NodeJS.ErrnoException;
  return { message, code, errno, syscall, path };
};

let engine: EmbeddedConnection;
try {
  engine = await openPgliteEngine(directory);
  tell({ id: 0, result: { rows: [], affected: 0 } });
} catch (error) {
  tell({ id: 0, error: toldOf(error) });
  process.exit(1);
}

port.on('message', async ({ id, sql, parameters }: ThreadQuestion) => {
  try {
    if (sql === null) await engine.close();
    const result = sql === null ? { rows: [], affected: 0 } : await engine.run(sql, parameters);
    tell({ id, result });
  } catch (error) {
    tell({ id, error: toldOf(error) });
  }
});
