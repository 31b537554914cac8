/** How much one account, or one address without a valid credential, may ask for in a minute. */
import type { NextFunction, Request, Response } from 'express';
import type { GatewayParams } from '#config/params/gateway.params.js';
import { DomainError } from '#contracts/domain-error.js';
import { MinuteTally } from '#core/accounts/minute-tally.js';
import { maybeIdentityOf } from '../accounts/identity-of.js';
import { addressOf, networkOf } from './address-of.js';

type Limits = Pick<GatewayParams, 'requests_per_minute' | 'refusals_per_minute'>;
const clock = () => performance.now();

/** Whoever guesses names, passwords and tokens is stopped; who shows a good token goes on, also from the same address. */
export class RefusalLimit {
  private readonly refusals: MinuteTally;

  constructor({ refusals_per_minute }: Limits) {
    this.refusals = new MinuteTally(refusals_per_minute, clock);
  }

  readonly count = (request: Request, response: Response, next: NextFunction): void => {
    response.once('finish', () => {
      if (response.statusCode === 401) this.refusals.add(networkOf(addressOf(request)));
    });
    next();
  };

  /** @returns why this is not even looked at; undefined where there were few refusals until now */
  of(request: Request): DomainError | undefined {
    const wait = this.refusals.wait(networkOf(addressOf(request)));
    return wait === 0 ? undefined : tooMany(wait);
  }
}

/** For those who are signed in. */
export function accountLimit({ requests_per_minute }: Limits) {
  const requests = new MinuteTally(requests_per_minute, clock);
  return (_request: Request, response: Response, next: NextFunction): void => {
    const account = maybeIdentityOf(response)?.account.id;
    const wait = account === undefined ? 0 : requests.wait(account);
    if (account !== undefined) requests.add(account);
    next(wait === 0 ? undefined : tooMany(wait));
  };
}

const tooMany = (wait: number): DomainError =>
  new DomainError('request/too-many', `These are too many requests within a minute; go on in ${wait} s.`, {
    retry_after: wait,
  });
