/** One setting says where the broker is, and never shows its password. */
import { brokerAddress, isBroker } from '#adapters/transport/broker-address.js';
import { thrownBy } from '../../support/thrown-by.js';

test('the client gets the address without what is ours; people see it without the password', () => {
  expect(brokerAddress('amqp://ann:secret@rabbit.example/team?prefix=mail&heartbeat=9')).toEqual({
    url: 'amqp://ann:secret@rabbit.example/team?heartbeat=9',
    prefix: 'mail',
    shown: 'rabbit.example:5672/team',
  });
  expect(brokerAddress('amqps://rabbit.example')).toMatchObject({
    prefix: 'docket',
    shown: 'rabbit.example:5671',
  });
});

test('names that no queue can have are refused with how to write it', () => {
  const error = thrownBy(() => brokerAddress('amqp://ann:secret@rabbit.example?prefix=two words'));
  expect(error).toMatchObject({ code: 'config/invalid' });
  expect(error.message).toContain('?prefix=name');
  expect(error.message).not.toContain('secret');
});

test('only addresses of a broker are taken for one', () => {
  expect([undefined, 'tcp://127.0.0.1:7300', 'amqp://a', 'amqps://a'].map(isBroker)).toEqual([
    ...[false, false, true, true],
  ]);
});
