/**
 * A channel to RabbitMQ that comes back by itself after a loss, and a message through it that is sent until the broker
 * has confirmed it. (The connection library's own sending gives up in the moment in which a connection is lost.)
 */
import { Buffer } from 'node:buffer';
import { hostname } from 'node:os';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { type AmqpConnectionManager, type ChannelWrapper, connect } from 'amqp-connection-manager';
import type { ConfirmChannel, Options } from 'amqplib';
import type { BrokerAddress } from './broker-address.js';

/** Seconds between signs of life; more than any work keeps the event loop of a worker busy at a stretch. */
const HEARTBEAT = 30;
/** Seconds between two tries to reach a broker that is away; a handful of processes is no storm for it. */
const RECONNECT = 2;
/** Milliseconds after which a message is sent again that the broker has refused: it may be short of memory or disk. */
const REFUSED = 1_000;
/** Milliseconds for what must still reach the broker at the end. */
const FAREWELL = 3_000;

/** How this process is told from others, in logs and in the broker's list of connections. */
export const processName = (): string => `${hostname()}:${process.pid}`;

/** A broker that is away is not waited for: what it has not confirmed, it hands out anew. */
export async function inTime(work: Promise<unknown>): Promise<void> {
  // Not by itself a reason to keep the process.
  const late = pause(FAREWELL, undefined, { ref: false });
  await Promise.race([work.catch(() => undefined), late]);
}

type Setup = (channel: ConfirmChannel) => Promise<void>;

export interface BrokerChannelOptions {
  address: BrokerAddress;
  /** For the broker's list of connections. */
  role: string;
  /** Declares and consumes, at each new connection. */
  setup: Setup;
  /** Told why the broker cannot be used, as often as it is tried in vain. */
  onTrouble: (reason: string) => void;
}

interface Outgoing {
  exchange: string;
  key: string;
  content: Buffer;
  options: Options.Publish;
  resolve: () => void;
  reject: (error: Error) => void;
}

export class BrokerChannel {
  private readonly connection: AmqpConnectionManager;
  private readonly channel: ChannelWrapper;
  private readonly unconfirmed = new Set<Outgoing>();
  private current: ConfirmChannel | undefined;
  private ready = false;
  private closed = false;

  /** Connects in the background. */
  constructor({ address, role, setup, onTrouble }: BrokerChannelOptions) {
    this.connection = connect(address.url, {
      heartbeatIntervalInSeconds: HEARTBEAT,
      reconnectTimeInSeconds: RECONNECT,
      connectionOptions: { clientProperties: { connection_name: `docket ${role} ${processName()}` } },
    });
    const trouble = (error: unknown) => onTrouble(reasonOf(error));
    this.connection.on('connectFailed', ({ err }) => trouble(err));
    this.connection.on('disconnect', ({ err }) => trouble(err));
    this.channel = this.connection.createChannel({
      setup: async (channel: ConfirmChannel) => {
        this.current = channel;
        this.ready = false;
        channel.once('close', () => {
          if (this.current === channel) this.current = undefined;
        });
        await setup(channel);
      },
    });
    this.channel.on('error', trouble);
    this.channel.on('connect', () => {
      this.ready = true;
      for (const message of this.unconfirmed) this.publish(message);
    });
  }

  /** The channel of now; undefined while there is none, or it is not set up. */
  get live(): ConfirmChannel | undefined {
    return this.ready ? this.current : undefined;
  }

  /** Done at once where it is connected, and at each new connection. */
  addSetup(setup: Setup): Promise<void> {
    return this.channel.addSetup(setup);
  }

  /**
   * Resolves when the broker has it for good, however often the connection is lost meanwhile.
   * @param exchange '' for the queue of the name `key`
   * @throws Error where the channel is closed before
   */
  send(exchange: string, key: string, content: unknown, options: Options.Publish = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(new Error('it was closed'));
      const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
      const message = { exchange, key, content: bytes, options, resolve, reject };
      this.unconfirmed.add(message);
      this.publish(message);
    });
  }

  /**
   * For a channel that answers nothing any more: what the broker has not confirmed fails, and it is connected to anew.
   * Without a farewell, which the broker would have that very channel answer.
   */
  startAnew(why: string): void {
    this.failAll(why);
    this.reconnect(why);
  }

  /** For what was set up and is no longer there; what the broker has not confirmed is sent again. */
  reconnect(why: string): void {
    this.ready = false;
    const { connection } = this.connection.connection ?? {};
    (connection as unknown as { stream: Duplex } | undefined)?.stream.destroy(new Error(why));
  }

  async close(): Promise<void> {
    this.closed = true;
    this.failAll('it was closed');
    await inTime(this.channel.close());
    // The library's own end waits for a connection that is just being tried, for ever.
    await inTime(this.connection.close());
  }

  private failAll(why: string): void {
    const failed = [...this.unconfirmed];
    this.unconfirmed.clear();
    for (const { reject } of failed) reject(new Error(why));
  }

  private publish(message: Outgoing): void {
    const channel = this.live;
    if (channel === undefined) return;
    const { exchange, key, content, options, resolve } = message;
    const confirmed = (error: Error | null) => {
      if (!error) {
        this.unconfirmed.delete(message);
        return resolve();
      }
      // Of a lost channel: the next one sends it again.
      const again = () => channel === this.live && this.unconfirmed.has(message) && this.publish(message);
      setTimeout(again, REFUSED).unref();
    };
    try {
      channel.publish(exchange, key, content, options, confirmed);
    } catch {
      // Lost at this moment, as above.
    }
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: string | number; message?: string };
  return code?.toString() ?? message ?? 'connection lost';
}
