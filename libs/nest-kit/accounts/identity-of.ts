/** Who asks, as it was found out before the route. */
import type { Response } from 'express';
import type { Identity } from '#contracts/account.schema.js';

interface Known {
  identity: Identity;
}

/** Only on routes that are not open to anyone. */
export const identityOf = ({ locals }: Response): Identity => (locals as Known).identity;

/** Undefined on routes that are open to anyone. */
export const maybeIdentityOf = ({ locals }: Response): Identity | undefined =>
  (locals as Partial<Known>).identity;
