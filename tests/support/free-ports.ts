/** Ports for apps of one machine that find each other over TCP. */
import { createServer } from 'node:net';

/** One port for each app there is, in a row. */
const PORTS = 9;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** @returns the first of them, below the ports that systems give out by themselves */
export async function freePorts(): Promise<number> {
  for (let base = 12_000 + (process.pid % 1000) * 10; base < 32_000; base += PORTS) {
    const free = await Promise.all(Array.from({ length: PORTS }, (_, offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('There are no free ports.');
}
