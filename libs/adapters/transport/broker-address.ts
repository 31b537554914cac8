/** Where the broker is, and what our queues on it are called, from one setting. */
import { DomainError } from '#contracts/domain-error.js';

export interface BrokerAddress {
  /** For the client library; may hold a password. */
  url: string;
  /** What the names of our queues begin with, so that platforms can share a broker. */
  prefix: string;
  /** Host, port and virtual host: what may be shown. */
  shown: string;
}

export const isBroker = (transport: string | undefined): transport is string =>
  transport !== undefined && /^amqps?:/.test(transport);

/**
 * `amqp://user:password@host:5672/vhost?prefix=docket`
 * @throws DomainError 'config/invalid'
 */
export function brokerAddress(transport: string): BrokerAddress {
  const url = new URL(transport);
  const prefix = url.searchParams.get('prefix') ?? 'docket';
  if (url.hostname === '' || !/^[\w.-]{1,100}$/.test(prefix)) {
    throw new DomainError(
      'config/invalid',
      'DOCKET_TRANSPORT cannot be used: write amqp://user:password@host:5672, with /vhost and ?prefix=name (letters, digits, dots, dashes) where platforms share a broker.',
    );
  }
  url.searchParams.delete('prefix');
  const port = url.port || (url.protocol === 'amqps:' ? '5671' : '5672');
  return { url: url.href, prefix, shown: `${url.hostname}:${port}${url.pathname.replace(/^\/$/, '')}` };
}
