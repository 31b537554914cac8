/** The requests that this process has in hand, and their end when it is asked to stop. */
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '#contracts/domain-error.js';

/** Milliseconds in which what has been received whole is still answered; orchestrators of containers kill after 30 s. */
const PATIENCE = 10_000;
/** Milliseconds in which a client that still sends may read that it is refused. */
const LINGER = 1_000;

/** Answers a request with a refusal. */
export type Refuse = (error: DomainError, request: Request, response: Response) => void;

export const stops = (): DomainError =>
  new DomainError('service/unavailable', 'Docket is being stopped; send the request again in a moment.');

@Injectable()
export class OpenRequests {
  private readonly open = new Map<Response, { request: Request; ended: Promise<void> }>();
  private readonly stop = new AbortController();
  private refuse: Refuse | undefined;

  /** Aborted once this process is asked to stop. */
  readonly stopping: AbortSignal = this.stop.signal;

  /** As middleware, before anything is read of a request. */
  follow(refuse: Refuse) {
    this.refuse = refuse;
    return (request: Request, response: Response, next: NextFunction): void => {
      if (this.stopping.aborted) {
        refuse(stops(), request, response);
        return;
      }
      const ended = new Promise<void>((resolve) => {
        response.once('close', () => {
          this.open.delete(response);
          resolve();
        });
      });
      this.open.set(response, { request, ended });
      next();
    };
  }

  /** @returns undefined where this process is asked to stop before the work has ended, which then goes on by itself */
  async unlessStopped<Value>(work: Promise<Value>): Promise<Value | undefined> {
    const over = new AbortController();
    const stopped = new Promise<undefined>((resolve) => {
      if (this.stopping.aborted) resolve(undefined);
      const told = { once: true, signal: over.signal };
      this.stopping.addEventListener('abort', () => resolve(undefined), told);
    });
    try {
      return await Promise.race([work, stopped]);
    } finally {
      over.abort();
    }
  }

  /**
   * Takes no more connections, answers whoever waits, refuses what is still being sent (503 with Retry-After), and
   * resolves when everything has its answer, at the latest after {@link PATIENCE}.
   */
  async finish(server: Server): Promise<void> {
    server.close();
    this.stop.abort();
    const refused: Promise<unknown>[] = [];
    for (const [response, { request }] of this.open) {
      if (response.headersSent) continue;
      if (request.complete) response.setHeader('connection', 'close');
      else refused.push(this.cutOff(request, response));
    }
    const answered = [...this.open.values()].map(({ ended }) => ended);
    const over = new AbortController();
    const late = pause(PATIENCE, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([Promise.all([...answered, ...refused]), late]);
    over.abort();
  }

  /** What still comes of it is read by nobody: it must not be taken after it was refused. */
  private async cutOff(request: Request, response: Response): Promise<void> {
    request.unpipe();
    request.removeAllListeners('data').removeAllListeners('end');
    const over = new AbortController();
    request.once('close', () => over.abort());
    this.refuse?.(stops(), request, response);
    await pause(LINGER, undefined, { signal: over.signal }).catch(() => undefined);
  }
}
