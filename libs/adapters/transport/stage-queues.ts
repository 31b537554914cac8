/**
 * A stage's queues on RabbitMQ, declared alike by its callers and its workers:
 *
 *   caller ─► run (quorum) ─► worker ─► the caller's own queue of replies
 *              └ ended too many workers ─► dead (quorum) ─► any caller ─► 'failed' to whose it is
 */
import type { Channel } from 'amqplib';
import type { StageName } from '#contracts/stage.js';
import type { BrokerAddress } from './broker-address.js';

/** Times that an item is handed out; one that ended as many workers ends no more. */
export const DELIVERIES = 5;
/** Milliseconds; nobody waits longer for the names of engines. */
const ENGINES_TTL = 10_000;
export interface StageQueues {
  run: string;
  dead: string;
  engines: string;
  /** A fanout exchange: any of the workers may have what is cancelled. */
  cancel: string;
}

export function stageQueues({ prefix }: BrokerAddress, stage: StageName): StageQueues {
  const run = `${prefix}.stage.${stage}`;
  return { run, dead: `${run}.dead`, engines: `${run}.engines`, cancel: `${run}.cancel` };
}

export async function declareStage(channel: Channel, queues: StageQueues): Promise<void> {
  await channel.assertQueue(queues.dead, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.assertQueue(queues.run, {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': DELIVERIES - 1,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': queues.dead,
      // On its way to the dead ones a message is not lost either; the broker asks for the second where it has the first.
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    },
  });
  await channel.assertQueue(queues.engines, {
    durable: true,
    arguments: { 'x-message-ttl': ENGINES_TTL },
  });
  await channel.assertExchange(queues.cancel, 'fanout', { durable: true });
}
