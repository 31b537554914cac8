/** A web server on this machine that documents are fetched from, by a script for each path. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileHost {
  url(path: string, host?: string): string;
  /** How often a path was asked for. */
  asked(path: string): number;
  close(): Promise<void>;
}

/** @param serve by path without the query; others are not found */
export async function fileHost(
  serve: (path: string, response: ServerResponse, before: number) => void,
): Promise<FileHost> {
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://here').pathname;
    const before = asked.get(path) ?? 0;
    asked.set(path, before + 1);
    serve(path, response, before);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path, host = 'localhost') => `http://${host}:${port}${path}`,
    asked: (path) => asked.get(path) ?? 0,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
