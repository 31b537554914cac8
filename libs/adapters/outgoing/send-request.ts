/** One request to a URL that a user gave: to an address that was checked and no other, within limits, not redirected. */
import { lookup } from 'node:dns';
import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { DomainError } from '#contracts/domain-error.js';

export interface OutgoingRequest<Received = never> {
  url: URL;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** For all of it, from the name's resolution to the last byte. */
  milliseconds: number;
  /** Of the reply's body; what comes after is not read, and a document that has more is refused. */
  mostBytes: number;
  /** Takes a document as it comes, where the reply is one (200, 203). */
  receive?: (body: AsyncIterable<Uint8Array>) => Promise<Received>;
  /** @returns why this address of the host must not be connected to; null where it may */
  refusal: (host: string, address: string) => string | null;
  signal: AbortSignal;
}

export interface OutgoingReply<Received = never> {
  status: number;
  /** Its beginning; nothing where it was received. */
  body: Uint8Array;
  location: string | null;
  /** As the server wrote it. */
  retryAfter: string | null;
  received?: Received;
}

const DOCUMENT = new Set([200, 203]);

/**
 * @throws DomainError 'outgoing/refused', 'outgoing/unreachable', 'outgoing/timeout', 'outgoing/too-large', and what
 *   `receive` throws; 'AbortError' by the signal
 */
export async function sendRequest<Received = never>(
  asked: OutgoingRequest<Received>,
): Promise<OutgoingReply<Received>> {
  const { url, method, headers, body, milliseconds, refusal, signal } = asked;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // Of an address nothing is looked up.
  const reason = isIP(host) === 0 ? null : refusal(host, host);
  if (reason !== null) throw refused(reason);
  const late = AbortSignal.timeout(milliseconds);
  try {
    return await new Promise<OutgoingReply<Received>>((resolve, reject) => {
      const send = url.protocol === 'https:' ? overHttps : overHttp;
      const request = send(url, {
        ...{ method, headers, lookup: checkedLookup(refusal) },
        // A connection of its own: none is left open, and none is used again for another's name.
        agent: false,
        signal: AbortSignal.any([signal, late]),
      });
      request.once('response', (reply) => replyOf(reply, asked).then(resolve, reject));
      request.once('error', reject);
      request.end(body);
    });
  } catch (error) {
    if (error instanceof DomainError || signal.aborted) throw error;
    if (late.aborted) {
      throw new DomainError('outgoing/timeout', `No answer came within ${milliseconds / 1000} s.`);
    }
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DomainError(
      'outgoing/unreachable',
      `It cannot be reached (${code ?? message}).`,
      {},
      { cause: error },
    );
  }
}

/**
 * The connection goes to what this finds, so that a name which resolves to another address a moment later gains
 * nothing. One address that may not be is enough to refuse the name.
 */
const checkedLookup =
  (refusal: OutgoingRequest['refusal']): LookupFunction =>
  (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      const reason = addresses.map(({ address }) => refusal(host, address)).find((each) => each !== null);
      const [first] = addresses;
      if (reason !== undefined && reason !== null) done(refused(reason), '');
      else if (options.all) done(null, addresses);
      else done(null, first!.address, first!.family);
    });
  };

async function replyOf<Received>(
  reply: IncomingMessage,
  { receive, mostBytes }: OutgoingRequest<Received>,
): Promise<OutgoingReply<Received>> {
  const { location = null, 'retry-after': retryAfter = null } = reply.headers;
  const told = { status: reply.statusCode!, location, retryAfter };
  if (!receive || !DOCUMENT.has(told.status)) return { ...told, body: await beginningOf(reply, mostBytes) };
  try {
    if (Number(reply.headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
    return { ...told, body: new Uint8Array(), received: await receive(atMost(reply, mostBytes)) };
  } finally {
    reply.destroy();
  }
}

async function* atMost(reply: IncomingMessage, most: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const part of reply as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > most) throw tooLarge(most);
    yield part;
  }
}

async function beginningOf(reply: IncomingMessage, most: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of reply as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    // Leaving the loop ends the connection.
    if (bytes >= most) break;
  }
  return Buffer.concat(parts).subarray(0, most);
}

const tooLarge = (most: number): DomainError =>
  new DomainError(
    'outgoing/too-large',
    `It has more than ${most} bytes; put a smaller file there, or raise gateway.max_file_bytes in params.yaml.`,
    { max_file_bytes: most },
  );

const refused = (reason: string): DomainError =>
  new DomainError('outgoing/refused', `Nothing is sent to this URL: ${reason}.`);
