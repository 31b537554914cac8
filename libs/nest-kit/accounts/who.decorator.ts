/** Parameter of a route: who asks. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor, Identity } from '#contracts/account.schema.js';
import { addressOf } from '../http/address-of.js';
import { identityOf } from './identity-of.js';

export const Who = createParamDecorator(
  (_: unknown, context: ExecutionContext): Identity =>
    identityOf(context.switchToHttp().getResponse<Response>()),
);

/** As the audit log names them. */
export const actorOf = ({ account }: Identity, request: Request): Actor => ({
  name: account.name,
  from: addressOf(request),
});
