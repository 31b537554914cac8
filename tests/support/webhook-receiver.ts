/** A receiver of webhooks on this machine, which keeps what came and answers as a test tells it to. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  path: string;
  id: string;
  timestamp: string;
  signature: string;
  body: string;
}

export interface WebhookReceiver {
  url(path: string): string;
  /** By the paths of their URLs. */
  received(path: string): Received[];
  close(): Promise<void>;
}

/** @param answer by path; 'ok' unless told otherwise; one that never ends the response hangs */
export async function webhookReceiver(
  answer: Readonly<Record<string, (response: ServerResponse, before: number) => void>> = {},
): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const header = (name: string) => String(request.headers[`webhook-${name}`]);
      const path = request.url!;
      const before = received.filter((each) => each.path === path).length;
      received.push({
        ...{ path, body, id: header('id') },
        ...{ timestamp: header('timestamp'), signature: header('signature') },
      });
      const scripted = answer[path];
      if (scripted) scripted(response, before);
      else response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}${path}`,
    received: (path) => received.filter((each) => each.path === path),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
