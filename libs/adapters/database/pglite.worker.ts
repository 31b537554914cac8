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
  tell({ id: 0, replies: [] });
} catch (error) {
  tell({ id: 0, error: toldOf(error) });
  process.exit(1);
}

let before: Promise<void> = Promise.resolve();
port.on('message', (question: ThreadQuestion) => {
  before = before.then(() => answer(question));
});

async function answer({ id, statements }: ThreadQuestion): Promise<void> {
  try {
    if (statements === null) await engine.close();
    tell({ id, replies: statements === null ? [] : await engine.run(statements) });
  } catch (error) {
    tell({ id, error: toldOf(error) });
  }
}
