/**
 * The reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, as Express's `trust proxy` takes them. From
 * anybody else these headers are only text: they would lend every guess at a password an address of its own.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { DomainError } from '#contracts/domain-error.js';

/** Express's own names for ranges that are nobody's on the internet. */
const NAMES = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * @param entries addresses, CIDR ranges, {@link NAMES}, as in DOCKET_TRUSTED_PROXIES
 * @throws DomainError 'config/invalid' naming what is none of them, and what would be everybody
 */
export function trustedProxies(entries: readonly string[]): string[] {
  for (const entry of entries) {
    const [address, bits] = entry.split('/', 2);
    const known = isIP(address!) !== 0 && (bits === undefined || ipaddr.isValidCIDR(entry));
    if (!known && !NAMES.includes(entry)) throw refused(entry, 'is no address, range or name of ranges');
    if (Number(bits) === 0) throw refused(entry, 'is everybody: anyone could then say to be anyone');
  }
  return [...entries];
}

const refused = (entry: string, what: string): DomainError =>
  new DomainError(
    'config/invalid',
    `DOCKET_TRUSTED_PROXIES: '${entry}' ${what}. Name the proxies before this server, with commas between: addresses (10.1.0.2), ranges (10.1.0.0/16), ${NAMES.join(', ')}.`,
  );
