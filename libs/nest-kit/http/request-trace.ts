/** Gives every request an id, measures it, logs it. */
import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Log } from '../observability/log.js';
import type { Metrics } from '../observability/metrics.js';
import { withTrace } from '../observability/trace.js';
import { addressOf } from './address-of.js';

/** Probes come every few seconds; their lines would bury all others. */
const QUIET = /^\/(health\/|metrics$)/;
const SAFE_ID = /^[\w.-]{1,128}$/;

export function requestTrace(log: Log, metrics: Metrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const given = request.get('x-request-id');
    const requestId = given !== undefined && SAFE_ID.test(given) ? given : randomUUID();
    response.setHeader('x-request-id', requestId);
    const stop = metrics.httpDuration.startTimer();
    const { method, path } = request;
    const from = addressOf(request);
    withTrace({ request_id: requestId }, () => {
      response.once('close', () => {
        const status = response.writableFinished ? response.statusCode : 499;
        // The pattern, not the path: ids in labels would make a series of each document.
        const route: unknown = request.route?.path;
        const seconds = stop({ method, route: typeof route === 'string' ? route : 'none', status });
        const level = QUIET.test(path) ? 'trace' : 'info';
        log[level](
          { request_id: requestId, from, method, path, status, seconds },
          `${method} ${path} answered ${status}.`,
        );
      });
      next();
    });
  };
}
