/** A small S3 server of our own whose answers a test can change: for the faults that no real server makes on demand. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface FakeRequest {
  method: string;
  /** Below the bucket. */
  key: string;
  headers: IncomingMessage['headers'];
  query: URLSearchParams;
  body: Buffer;
}

/** An answer in place of the server's own, or what becomes of it. */
export type Fault =
  | { status: number; code?: string; extra?: string; headers?: Record<string, string> }
  | 'hang'
  | 'reset'
  /** Half of the object, then the connection breaks. */
  | 'half'
  /** The object with one byte changed. */
  | 'corrupt'
  /** What any web server says to anything: 200 and a page. */
  | 'page';

export interface FakeS3 {
  endpoint: string;
  bucket: string;
  objects: Map<string, Buffer>;
  requests: FakeRequest[];
  /** Asked for every request. */
  fault: (request: FakeRequest) => Fault | null;
  close(): Promise<void>;
}

const etag = (bytes: Uint8Array) => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** @param tls key and certificate (PEM) to serve https with */
export async function startFakeS3(tls?: { key: string; cert: string }): Promise<FakeS3> {
  const fake: Omit<FakeS3, 'endpoint' | 'close'> = {
    bucket: 'bucket',
    objects: new Map(),
    requests: [],
    fault: () => null,
  };
  const handler = (incoming: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://x');
      const key = decodeURIComponent(url.pathname).replace(/^\/bucket\/?/, '');
      const { method = '', headers } = incoming;
      const request = { method, key, headers, query: url.searchParams, body: Buffer.concat(chunks) };
      fake.requests.push(request);
      answer(fake, request, response);
    });
  };
  const server: Server = tls === undefined ? createServer(handler) : createTlsServer(tls, handler);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return Object.assign(fake, {
    endpoint: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  });
}

function answer(
  fake: Pick<FakeS3, 'objects' | 'fault'>,
  request: FakeRequest,
  response: ServerResponse,
): void {
  const { method, key, query, body, headers } = request;
  const fault = fake.fault(request);
  if (fault === 'hang') return;
  if (fault === 'reset') {
    response.destroy();
    return;
  }
  if (fault === 'page') {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(method === 'HEAD' ? undefined : '<html><p>Please sign in<br></html>');
    return;
  }
  if (fault !== null && typeof fault === 'object') {
    const { status, code, extra = '', headers: more = {} } = fault;
    const xml = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>because</Message>${extra}</Error>`;
    response.writeHead(status, { 'content-type': 'application/xml', ...more });
    response.end(method === 'HEAD' || code === undefined ? undefined : xml);
    return;
  }
  if (method === 'GET' && key === '') {
    const prefix = query.get('prefix') ?? '';
    const found = [...fake.objects].filter(([name]) => name.startsWith(prefix));
    const contents = found.map(
      ([name, bytes]) =>
        `<Contents><Key>${name}</Key><Size>${bytes.length}</Size><ETag>${etag(bytes)}</ETag><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>`,
    );
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`);
    return;
  }
  if (method === 'POST' && query.has('delete')) {
    for (const [, name] of body.toString('utf8').matchAll(/<Key>(.*?)<\/Key>/g)) fake.objects.delete(name!);
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end('<DeleteResult></DeleteResult>');
    return;
  }
  if (method === 'PUT') {
    fake.objects.set(key, body);
    response.writeHead(200, { etag: etag(body) });
    response.end();
    return;
  }
  const bytes = fake.objects.get(key);
  if (bytes === undefined) {
    response.writeHead(404, { 'content-type': 'application/xml' });
    response.end(method === 'HEAD' ? undefined : '<Error><Code>NoSuchKey</Code></Error>');
    return;
  }
  const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  const part = Buffer.from(bytes.subarray(from));
  if (fault === 'corrupt') part[0] = (part[0] ?? 0) ^ 1;
  const range = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': part.length, etag: etag(bytes), ...range });
  if (method === 'HEAD') response.end();
  else if (fault === 'half') {
    response.write(part.subarray(0, Math.floor(part.length / 2)));
    setTimeout(() => response.destroy(), 20);
  } else response.end(part);
}
