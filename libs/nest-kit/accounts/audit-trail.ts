/** Every request that changes something, in the audit log: who, what, when, from where, with which outcome. */
import type { NextFunction, Request, Response } from 'express';
import type { NewAuditEntry } from '#contracts/account.schema.js';
import type { Accounts } from '#contracts/account-call.schema.js';
import { addressOf } from '../http/address-of.js';
import type { Log } from '../observability/log.js';
import { maybeIdentityOf } from './identity-of.js';

const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What signs in, and what changes accounts, is noted with it, wherever it is done. */
const NOTED_ELSEWHERE = /^\/api\/v1\/(auth|tokens|admin\/users)(\/|$)/;
/** Milliseconds: uploads come by the hundred a second, and a statement each would be felt. */
const TOGETHER = 200;
/** Entries that wait for a database that is away; what comes then stands in the log of the process alone. */
const MOST_WAITING = 10_000;

export class AuditTrail {
  private waiting: NewAuditEntry[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly accounts: Accounts,
    private readonly log: Log,
  ) {}

  readonly follow = (request: Request, response: Response, next: NextFunction): void => {
    const { method, path } = request;
    if (!HARMLESS.has(method) && !NOTED_ELSEWHERE.test(path)) {
      response.once('close', () => {
        const actor = maybeIdentityOf(response)?.account.name;
        // Who has shown no credential has changed nothing.
        if (actor !== undefined) this.add(request, response, actor);
      });
    }
    next();
  };

  /** What waits is written when it resolves. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.write();
    await this.writing;
  }

  private add(request: Request, response: Response, actor: string): void {
    const { method, path } = request;
    const { statusCode } = response;
    const made = response.getHeader('location');
    this.waiting.push({
      ...{ at: new Date().toISOString(), actor, from: addressOf(request), action: `${method} ${path}` },
      subject: typeof made === 'string' ? made : path,
      outcome: statusCode < 400 ? 'done' : String(statusCode),
    });
    if (this.waiting.length > MOST_WAITING) this.waiting.shift();
    this.timer ??= setTimeout(() => this.write(), TOGETHER);
  }

  private write(): void {
    this.timer = undefined;
    const entries = this.waiting.splice(0);
    if (entries.length === 0) return;
    this.writing = this.writing
      .then(() => this.accounts.note(entries))
      .then(
        () => undefined,
        (error: Error) => {
          this.log.error(
            { entries },
            `The audit log cannot be written (${error.message}); its entries stand here.`,
          );
        },
      );
  }
}
