/** Where each app listens for messages, from one setting. */
import { APP_NAMES, type AppName } from '#contracts/app-name.js';
import { DomainError } from '#contracts/domain-error.js';

export interface TcpAddress {
  host: string;
  port: number;
}

/**
 * `tcp://127.0.0.1:7300` gives the gateway port 7300, the orchestrator 7301, and so on in the order of
 * {@link APP_NAMES}. `tcp://127.0.0.1:7300?etl=10.0.0.5:9000` puts single apps elsewhere.
 * @throws DomainError 'config/invalid' listing every problem
 */
export function tcpAddresses(transport: string): Record<AppName, TcpAddress> {
  const url = new URL(transport);
  const problems: string[] = [];
  const base = Number(url.port);
  if (url.hostname === '' || base < 1 || base + APP_NAMES.length > 65_535) {
    problems.push(`'${url.host}' is not host:port with a port from 1 to ${65_535 - APP_NAMES.length}`);
  }
  const addresses = Object.fromEntries(
    APP_NAMES.map((app, offset) => [app, { host: bare(url.hostname), port: base + offset }]),
  ) as Record<AppName, TcpAddress>;
  for (const [app, address] of url.searchParams) {
    const parts = /^(.+):(\d{1,5})$/.exec(address);
    if (!(APP_NAMES as readonly string[]).includes(app))
      problems.push(`there is no app '${app}' (${APP_NAMES.join(', ')})`);
    else if (!parts || Number(parts[2]) < 1 || Number(parts[2]) > 65_535)
      problems.push(`${app}: '${address}' is not host:port`);
    else addresses[app as AppName] = { host: bare(parts[1]!), port: Number(parts[2]) };
  }
  if (problems.length > 0) {
    throw new DomainError(
      'config/invalid',
      `DOCKET_TRANSPORT cannot be used: ${problems.join('; ')}. Write tcp://host:port, or tcp://host:port?app=host:port for apps elsewhere.`,
      { problems },
    );
  }
  return addresses;
}

/** IPv6 addresses stand in brackets in a URL, and without them in a socket's options. */
const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');
