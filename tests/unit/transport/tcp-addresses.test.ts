/** One setting tells where every app listens. */
import { tcpAddresses } from '#adapters/transport/tcp-addresses.js';
import { APP_NAMES } from '#contracts/app-name.js';
import { thrownBy } from '../../support/thrown-by.js';

test('apps take the ports in a row, in their order', () => {
  const addresses = tcpAddresses('tcp://10.1.2.3:7300');
  expect(Object.keys(addresses)).toEqual([...APP_NAMES]);
  expect(addresses.gateway).toEqual({ host: '10.1.2.3', port: 7300 });
  expect(addresses.predict).toEqual({ host: '10.1.2.3', port: 7300 + APP_NAMES.indexOf('predict') });
});

test('single apps may be elsewhere, also at IPv6 addresses', () => {
  const addresses = tcpAddresses('tcp://[::1]:7300?etl=scans.example:9000&train=[fe80::1]:9001');
  expect(addresses.orchestrator).toEqual({ host: '::1', port: 7301 });
  expect(addresses.etl).toEqual({ host: 'scans.example', port: 9000 });
  expect(addresses.train).toEqual({ host: 'fe80::1', port: 9001 });
});

test.each([
  ['tcp://127.0.0.1', 'is not host:port'],
  ['tcp://127.0.0.1:0', 'is not host:port'],
  ['tcp://127.0.0.1:65530', 'a port from 1 to'],
  ['tcp://127.0.0.1:7300?elt=host:1', "there is no app 'elt'"],
  ['tcp://127.0.0.1:7300?etl=host', "etl: 'host' is not host:port"],
  ['tcp://127.0.0.1:7300?etl=host:70000', 'is not host:port'],
])('%s cannot be used', (transport, expected) => {
  const error = thrownBy(() => tcpAddresses(transport));
  expect(error).toMatchObject({ code: 'config/invalid' });
  expect(error.message).toContain(expected);
  expect(error.message).toContain('DOCKET_TRANSPORT');
});

test('all problems are told at once', () => {
  const error = thrownBy(() => tcpAddresses('tcp://host:0?elt=host:1&etl=nowhere'));
  expect(error.details.problems).toHaveLength(3);
});
