/** Answers every error of an HTTP route with problem details, and logs those that are our fault. */
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError } from '#contracts/domain-error.js';
import { ERROR_CODES } from '#contracts/error-codes.js';
import { LOG, type Log } from '../observability/log.js';
import { isInference } from './is-inference.js';
import { methodsOf } from './methods-of.js';
import { domainErrorOf, problemOf } from './problem-details.js';

/** Milliseconds in which a client may send the rest of what is refused already. */
const REST_PATIENCE = 30_000;

/** Seconds after which to try again, where the error does not say. */
const RETRY_AFTER = 5;

@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<Request>(), http.getResponse<Response>());
  }

  answer(thrown: unknown, request: Request, response: Response): void {
    const path = request.path;
    const allowed = thrown instanceof NotFoundException ? methodsOf(request) : [];
    const error =
      allowed.length > 0
        ? wrongMethod(request, allowed)
        : domainErrorOf(thrown, { method: request.method, path });
    const { status, retryable } = ERROR_CODES[error.code];
    if (status >= 500 && !retryable)
      this.log.error({ err: error.cause ?? error, code: error.code }, error.message);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (allowed.length > 0) response.setHeader('allow', allowed.join(', '));
    if (retryable && (status === 503 || status === 429)) {
      const seconds = error.details.retry_after;
      response.setHeader(
        'retry-after',
        String(typeof seconds === 'number' ? Math.ceil(seconds) : RETRY_AFTER),
      );
    }
    if (status === 401) response.setHeader('www-authenticate', 'Bearer realm="docket"');
    if (!request.complete) letEnd(request);
    const problem = problemOf(error, { path, requestId: String(response.getHeader('x-request-id') ?? '') });
    // Clients of that protocol look for `error`; problem details may have members of their own.
    const told = isInference(path) ? { error: problem.detail, ...problem } : problem;
    response.status(status).type('application/problem+json').send(JSON.stringify(told));
  }
}

const wrongMethod = ({ method, path }: Request, allowed: readonly string[]): DomainError =>
  new DomainError(
    'request/wrong-method',
    `${path} takes ${allowed.join(', ')}, not ${method}. The routes are listed at /docs.`,
    { allowed },
  );

/** A connection that is closed while the client still sends never shows it the answer; one that never ends is cut. */
function letEnd(request: Request): void {
  const cut = setTimeout(() => request.destroy(), REST_PATIENCE).unref();
  request.once('close', () => clearTimeout(cut));
  request.resume();
}
