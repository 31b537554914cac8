/** Refuses query parameters that a route does not have: a filter that is passed over would show everything. */
import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import { visible } from '#contracts/visible-text.js';

const NAMES = 'docket:queries';
/** Other routes are asked by programs of others (probes, Prometheus, clients of the inference protocol), and have no lists. */
const OURS = /^\/api\/v1\//i;
/** Characters of an unknown name that are told. */
const SHOWN = 80;

/** The parameters that a route takes; without it none. */
export const Queries = (names: readonly string[]) => SetMetadata(NAMES, names);

@Injectable()
export class KnownQueriesGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { path, query, method } = context.switchToHttp().getRequest<Request>();
    if (!OURS.test(path)) return true;
    const known = (Reflect.getMetadata(NAMES, context.getHandler()) ?? []) as readonly string[];
    const unknown = Object.keys(query).filter((name) => !known.includes(name));
    if (unknown.length === 0) return true;
    const named = unknown.map(
      (name) => `no parameter '${visible(name.slice(0, SHOWN))}'.${didYouMean(name.slice(0, SHOWN), known)}`,
    );
    const takes = known.length === 0 ? 'none' : known.join(', ');
    throw new DomainError(
      'request/invalid',
      `There is ${named.join(' There is ')} ${method} ${path} takes ${takes}.`,
      { unknown, known },
    );
  }
}
