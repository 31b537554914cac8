/**
 * Which addresses users may make this server send to: public ones, and those that its owner allows. Otherwise a URL of a
 * user would reach what only this machine reaches: the database, the cloud's metadata, other people's intranets (SSRF).
 */
import ipaddr from 'ipaddr.js';
import { DomainError } from '#contracts/domain-error.js';

type Address = ReturnType<typeof ipaddr.parse>;

/** What `DOCKET_OUTGOING_ALLOW` names. */
export interface OutgoingAllow {
  hosts: ReadonlySet<string>;
  ranges: readonly (readonly [Address, number])[];
}

/** Public addresses that clouds answer on to their own machines alone. */
const METADATA = new Set(['168.63.129.16']);
/** All that is given out to the internet so far; the rest of IPv6 goes nowhere, or will go who knows where. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');
/** Below, other services than the web listen, some of which can be made to obey an HTTP request. */
const FIRST_FREE_PORT = 1024;
const WEB_PORTS = new Set(['', '80', '443']);

/** @param entries host names, addresses, CIDR ranges @throws DomainError 'config/invalid' naming what is none */
export function parseOutgoingAllow(entries: readonly string[]): OutgoingAllow {
  const hosts = new Set<string>();
  const ranges: [Address, number][] = [];
  for (const entry of entries) {
    if (ipaddr.isValidCIDR(entry)) ranges.push(ipaddr.parseCIDR(entry));
    else if (isAddress(entry)) {
      const address = ipaddr.parse(entry);
      ranges.push([address, address.kind() === 'ipv4' ? 32 : 128]);
    } else if (/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(entry)) hosts.add(entry.toLowerCase());
    else {
      throw new DomainError(
        'config/invalid',
        `DOCKET_OUTGOING_ALLOW: '${entry}' is no host name, address or range such as 10.1.0.0/16.`,
      );
    }
  }
  return { hosts, ranges };
}

/**
 * Whether it may be sent to, as far as its text tells; what its name resolves to is asked of {@link connectRefusal}.
 * @throws DomainError 'outgoing/refused' saying why
 */
export function outgoingUrl(text: string, allow: OutgoingAllow): URL {
  // The parser drops tabs and line ends and turns backslashes round: what is checked must be what is written.
  if (!/^[^\s\\\p{Cc}]+$/u.test(text) || !URL.canParse(text)) throw refused('it is no URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('it is neither https nor http');
  if (url.username !== '' || url.password !== '') throw refused('it holds a user name or a password');
  const host = hostOf(url);
  if (ipaddr.IPv4.isValid(host) && writtenHost(text) !== host) {
    throw refused(`its host is another way to write ${host}`);
  }
  if (allow.hosts.has(host)) return url;
  if (!WEB_PORTS.has(url.port) && Number(url.port) < FIRST_FREE_PORT) {
    throw refused(`port ${url.port} is none of the web`);
  }
  const reason = isAddress(host) ? connectRefusal(host, host, allow) : null;
  if (reason !== null) throw refused(reason);
  return url;
}

/** @param address that the host was found to have @returns why it must not be connected to; null where it may */
export function connectRefusal(host: string, address: string, allow: OutgoingAllow): string | null {
  if (allow.hosts.has(host.toLowerCase())) return null;
  if (!isAddress(address)) return `'${address}' is no address`;
  const parsed = ipaddr.parse(address);
  if (allow.ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits))) {
    return null;
  }
  const isPublic =
    parsed.range() === 'unicast' &&
    (parsed.kind() === 'ipv4' ? !METADATA.has(address) : parsed.match(GLOBAL_IPV6));
  return isPublic
    ? null
    : `${address} is no public address; DOCKET_OUTGOING_ALLOW allows hosts of an intranet`;
}

/** 'https://[::1]:8080/' → '::1' */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();

const isAddress = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);

const writtenHost = (text: string): string | undefined =>
  /^[a-z]+:\/\/([^/?#:]*)/i.exec(text)?.[1]?.toLowerCase();

const refused = (reason: string): DomainError =>
  new DomainError('outgoing/refused', `Nothing is sent to this URL: ${reason}.`);
