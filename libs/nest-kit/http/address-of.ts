/** Where a request comes from: who connects, or whom a proxy names that is trusted (`trusted-proxies.ts`). */
import { isIP } from 'node:net';
import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/** @returns an address, never other text; '' where the connection is gone */
export const addressOf = (request: Request): string => {
  const { ip, socket } = request;
  // A proxy may pass on what it was told instead of what it saw.
  return (ip !== undefined && isIP(ip) !== 0 ? ip : socket.remoteAddress) ?? '';
};

/** What one client has of addresses: whoever has one of IPv6 has the 2^64 of its network. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return 'parts' in parsed ? `${parsed.parts.slice(0, 4).map(hex).join(':')}::` : parsed.toString();
}

const hex = (part: number): string => part.toString(16);
