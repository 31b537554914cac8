/** Parameter of a route: the JSON that was sent; {} where nothing was. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { DomainError } from '#contracts/domain-error.js';
import { visible } from '#contracts/visible-text.js';

/** Characters of a header that are told. */
const SHOWN = 80;

/** @throws DomainError 'request/unsupported-type': a body of another type was not read, and would be passed over */
export const JsonBody = createParamDecorator((_: unknown, context: ExecutionContext): unknown =>
  jsonBodyOf(context.switchToHttp().getRequest<Request>()),
);

function jsonBodyOf(request: Request): unknown {
  if (request.body !== undefined) return request.body;
  if (!hasBody(request)) return {};
  const type = request.get('content-type');
  const came = type === undefined ? 'without a content-type' : `as '${visible(type.slice(0, SHOWN))}'`;
  throw new DomainError(
    'request/unsupported-type',
    `The body came ${came}, and JSON is taken: send it with content-type: application/json (curl: -H 'content-type: application/json').`,
  );
}

/** Many clients send a length of 0 without a body. */
const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
