/** What doctor says of the way between apps. */
import { createServer } from 'node:net';
import { checkTransport } from '../../../libs/composition/check-transport.js';
import { readSettings } from '../../../libs/config/settings.js';

const told = async (transport?: string) =>
  (await checkTransport({ settings: readSettings(undefined, { DOCKET_TRANSPORT: transport }) }))[0];

test('in-process, TCP, and a broker that is away, with the remedy and without its password', async () => {
  expect(await told()).toMatchObject({ state: 'ok', finding: expect.stringMatching(/^in-process/) });
  expect(await told('tcp://127.0.0.1:7300')).toMatchObject({
    ...{ state: 'ok', finding: expect.stringContaining('127.0.0.1:7300') },
  });
  await expect(told('tcp://127.0.0.1')).rejects.toMatchObject({ code: 'config/invalid' });
  // A port that was just free, so that nobody answers there.
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const away = await told(`amqp://me:secret@127.0.0.1:${port}`);
  expect(away).toMatchObject({
    state: 'problem',
    finding: `RabbitMQ at 127.0.0.1:${port} cannot be used (ECONNREFUSED)`,
    remedy: expect.stringContaining('Start RabbitMQ there'),
  });
  expect(JSON.stringify(away)).not.toContain('secret');
});
