/** At each route: may who asks do this? By the one table of rules; a route without a rule is refused to everybody. */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError } from '#contracts/domain-error.js';
import { ACCESS_RULES, refusalOf } from '#core/accounts/access-rules.js';
import { maybeIdentityOf } from './identity-of.js';

@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    // Messages of other apps come by a transport of their own.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const path = String(request.route?.path).replace(/:(\w+)/g, '{$1}');
    const access = ACCESS_RULES[`${method} ${path}`];
    if (access === 'anyone') return true;
    const identity = maybeIdentityOf(response);
    // Let through without one: /metrics, where the settings open it.
    if (identity === undefined && path === '/metrics') return true;
    const refusal =
      access === undefined || identity === undefined
        ? `There is no rule that says who may ${method} ${path}.`
        : refusalOf(identity, access);
    if (refusal !== null) throw new DomainError('auth/forbidden', refusal);
    return true;
  }
}
