/** One request to a URL that a user gave: to an address that was checked and no other, within limits, not redirected. */
import { lookup } from 'node:dns';
import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { DomainError } from '#contracts/domain-error.js';

export interface OutgoingRequest {
  url: URL;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** For all of it, from the name's resolution to the last byte. */
  milliseconds: number;
  /** Of the reply's body; what comes after is not read. */
  mostBytes: number;
  /** @returns why this address of the host must not be connected to; null where it may */
  refusal: (host: string, address: string) => string | null;
  signal: AbortSignal;
}

export interface OutgoingReply {
  status: number;
  /** Its beginning. */
  body: Uint8Array;
}

/** @throws DomainError 'outgoing/refused', 'outgoing/unreachable', 'outgoing/timeout'; 'AbortError' by the signal */
export async function sendRequest(asked: OutgoingRequest): Promise<OutgoingReply> {
  const { url, method, headers, body, milliseconds, refusal, signal } = asked;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // Of an address nothing is looked up.
  const reason = isIP(host) === 0 ? null : refusal(host, host);
  if (reason !== null) throw refused(reason);
  const late = AbortSignal.timeout(milliseconds);
  try {
    return await new Promise<OutgoingReply>((resolve, reject) => {
      const send = url.protocol === 'https:' ? overHttps : overHttp;
      const request = send(url, {
        ...{ method, headers, lookup: checkedLookup(refusal) },
        // A connection of its own: none is left open, and none is used again for another's name.
        agent: false,
        signal: AbortSignal.any([signal, late]),
      });
      request.once('response', (reply) => beginningOf(reply, asked.mostBytes).then(resolve, reject));
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

async function beginningOf(reply: IncomingMessage, most: number): Promise<OutgoingReply> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of reply as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    // Leaving the loop ends the connection.
    if (bytes >= most) break;
  }
  return { status: reply.statusCode!, body: Buffer.concat(parts).subarray(0, most) };
}

const refused = (reason: string): DomainError =>
  new DomainError('outgoing/refused', `Nothing is sent to this URL: ${reason}.`);
