/** A line to a server that tests can cut, and mend again on the same port; or whose first connection hears nothing any more at some point. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export class CuttableLine {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  port = 0;

  /** Connections until now. */
  connections = 0;

  /** @param deafAt what the first connection sends before the server's answers are kept from it */
  constructor(
    private readonly to: URL,
    private readonly deafAt?: Buffer,
  ) {}

  async start(): Promise<void> {
    const server = createServer((inward) => {
      const outward = connect(Number(this.to.port || 5432), this.to.hostname);
      for (const socket of [inward, outward]) {
        this.sockets.add(socket);
        socket.on('error', () => socket.destroy()).on('close', () => this.sockets.delete(socket));
      }
      inward.pipe(outward).pipe(inward);
      const { deafAt } = this;
      if (++this.connections === 1 && deafAt)
        inward.on('data', (sent) => sent.includes(deafAt) && outward.unpipe(inward).resume());
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
