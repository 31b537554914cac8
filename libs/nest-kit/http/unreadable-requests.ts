/** Answers what is no request that can be read, before any route is known: Node answers it with a status and nothing else. */
import { randomUUID } from 'node:crypto';
import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { DomainError } from '#contracts/domain-error.js';
import { problemOf } from './problem-details.js';

/** What Node keeps of a socket: the reply that is being written to it. */
type Socket = Duplex & { _httpMessage?: { _headerSent?: boolean } | null };

/** As the listener of 'clientError' of a server. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  // Nobody reads it any more, or it would stand in the middle of another answer.
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?._headerSent) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const problem = problemOf(unreadable(error), { path: '/', requestId });
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    ...['X-Content-Type-Options: nosniff', 'Cache-Control: no-store', 'Connection: close'],
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function unreadable({ code }: NodeJS.ErrnoException): DomainError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new DomainError(
      'request/headers-too-large',
      `The address and headers of the request have more than ${maxHeaderSize} bytes together; send less in the query, or fewer cookies.`,
      { max_bytes: maxHeaderSize },
    );
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new DomainError('request/too-slow', 'The request did not come in time; send it again.');
  return new DomainError(
    'request/invalid',
    'The request is no HTTP/1.1 that can be read; the connection is closed.',
  );
}
