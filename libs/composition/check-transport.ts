/** How the apps of a platform would reach each other, and whether what carries their messages is there: for `docket doctor`. */
import { brokerAddress, isBroker } from '#adapters/transport/broker-address.js';
import { tcpAddresses } from '#adapters/transport/tcp-addresses.js';
import { type Finding, ok, problem } from './finding.js';
import type { Workspace } from './open-workspace.js';

const SUBJECT = 'transport';

/** @throws DomainError 'config/invalid' where DOCKET_TRANSPORT cannot be used */
export async function checkTransport({
  settings: { transport },
}: Pick<Workspace, 'settings'>): Promise<Finding[]> {
  if (transport === undefined)
    return [
      ok(
        SUBJECT,
        'in-process; apps that start alone find each other by TCP at 127.0.0.1:7300, or as DOCKET_TRANSPORT says',
      ),
    ];
  if (!isBroker(transport)) {
    const { host, port } = tcpAddresses(transport).gateway;
    return [ok(SUBJECT, `TCP, gateway at ${host}:${port}; each app listens when it starts`)];
  }
  const address = brokerAddress(transport);
  const { brokerVersion } = await import('#adapters/transport/broker-version.js');
  const answer = await brokerVersion(address);
  if ('version' in answer) return [ok(SUBJECT, `${address.shown} answers, ${answer.version}`)];
  const remedy =
    'Start RabbitMQ there, or mend host, user, password or virtual host in DOCKET_TRANSPORT; apps wait for it, and no stage runs meanwhile.';
  return [problem(SUBJECT, `RabbitMQ at ${address.shown} cannot be used (${answer.reason})`, remedy)];
}
