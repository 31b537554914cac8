/** A line to a server that tests can cut, and mend again on the same port. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export class CuttableLine {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  port = 0;

  constructor(private readonly to: URL) {}

  async start(): Promise<void> {
    const server = createServer((inward) => {
      const outward = connect(Number(this.to.port || 5432), this.to.hostname);
      for (const socket of [inward, outward]) {
        this.sockets.add(socket);
        socket.on('error', () => socket.destroy()).on('close', () => this.sockets.delete(socket));
      }
      inward.pipe(outward).pipe(inward);
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', () => resolve()));
    this.port = (server.address() as { port: number }).port;
    this.server = server;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
