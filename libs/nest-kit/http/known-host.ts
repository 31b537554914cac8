/**
 * Refuses requests that name this server by a host name it does not have: a page of another site could otherwise let its
 * own name point to this machine and read everything (DNS rebinding).
 */
import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '#contracts/domain-error.js';

/** Tell nothing of documents, and are asked by watchers under whatever name they have. */
const OPEN_TO_ALL = /^\/(health\/|metrics$)/;

/** @param names further names of this server, as in DOCKET_PUBLIC_HOSTS */
export function knownHost(names: readonly string[]) {
  const own = new Set(names.map((name) => name.toLowerCase()));
  return (request: Request, _response: Response, next: NextFunction): void => {
    const name = hostName(request.get('host'));
    const known = OPEN_TO_ALL.test(request.path) || isNobodyElses(name) || own.has(name);
    next(known ? undefined : unknown(name));
  };
}

const unknown = (name: string): DomainError =>
  new DomainError(
    'request/unknown-host',
    `This server is not known as '${name}'. If it should be, set DOCKET_PUBLIC_HOSTS=${name} and start again.`,
  );

/** Addresses, and names that no public name server answers for, cannot be made to point here by a stranger. */
function isNobodyElses(name: string): boolean {
  return isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost');
}

/** 'Docs.Example.com:8080' → 'docs.example.com', '[::1]:8080' → '::1' */
function hostName(host = ''): string {
  return host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}
