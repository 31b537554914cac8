/** What Nest says goes into our log in words. */
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { nestLogger } from '#nest-kit/observability/log.js';

test('errors are told by their message, also those that come in an object, and no more of that', () => {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)).msg);
      done();
    },
  });
  const logger = nestLogger(pino({}, stream));
  logger.error(new Error('no way'), 'Server');
  logger.error({ err: new Error('connection lost'), url: 'amqp://user:password@host' }, 'ClientProxy');
  logger.error('Disconnected.', 'ClientProxy');
  expect(lines).toEqual(['no way', 'connection lost', 'Disconnected.']);
});
