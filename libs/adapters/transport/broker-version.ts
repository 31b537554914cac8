/** Asks a message broker who it is, and changes nothing there. */
import { connect } from 'amqplib';
import type { BrokerAddress } from './broker-address.js';

/** Milliseconds for a broker to answer. */
const PATIENCE = 5_000;

/** @returns such as 'RabbitMQ 3.10.8', or why it cannot be used: without the password */
export async function brokerVersion({
  url,
}: Pick<BrokerAddress, 'url'>): Promise<{ version: string } | { reason: string }> {
  try {
    const connection = await connect(url, { timeout: PATIENCE });
    const { product, version } = connection.connection.serverProperties;
    await connection.close();
    return { version: `${product} ${version}` };
  } catch (error) {
    const { code, message } = error as { code?: string | number; message: string };
    return { reason: typeof code === 'string' ? code : message.split('\n', 1)[0]! };
  }
}
