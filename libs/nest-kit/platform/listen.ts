/** On which port a process listens, and who has it where it is taken. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { z } from 'zod';
import { APP_NAMES, type AppName } from '#contracts/app-name.js';
import { DomainError } from '#contracts/domain-error.js';
import { STAGE_NAMES } from '#contracts/stage.js';

const FIRST_PORT = 8080;
/** Workers of one machine that are looked for a port for. */
const MOST_WORKERS = 200;
/** Milliseconds; whoever has the port is on this machine. */
const WHO_IT_IS = 1_000;

export interface ListenAt {
  host: string;
  /** As set; undefined: the usual one of the apps. */
  port: number | undefined;
  names: readonly AppName[];
  /** Whether others reach it through a broker, so that nobody needs to know its port. */
  overBroker: boolean;
}

/**
 * Workers of a broker take another port where theirs is taken, unless it was set.
 * @returns the address
 * @throws DomainError 'service/port-in-use'
 */
export async function listen(
  app: INestApplication,
  at: ListenAt,
  warn: (sentence: string) => void,
): Promise<string> {
  const { host, port, names } = at;
  const usual = port ?? defaultPort(names);
  const others = otherPorts(at);
  for (const candidate of [usual, ...others]) {
    const last = candidate === (others.at(-1) ?? usual);
    if (!last && !(await isFree(candidate, host))) continue;
    try {
      await app.listen(candidate, host);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE' && !last) continue;
      return await refuseTaken(error as NodeJS.ErrnoException, { ...at, setting: 'DOCKET_PORT' });
    }
    if (candidate !== usual)
      warn(`Port ${usual} is taken, as by another ${names.join('+')}; this one listens on ${candidate}.`);
    const { port: bound } = app.getHttpServer().address() as { port: number };
    const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    return `http://${shown.includes(':') ? `[${shown}]` : shown}:${bound}`;
  }
  throw new Error('No port was tried.');
}

/** Apps that are started one by one on one machine each take the next port. */
function defaultPort(names: readonly AppName[]): number {
  return FIRST_PORT + (names.includes('gateway') ? 0 : APP_NAMES.indexOf(names[0]!));
}

/** Beyond those of all apps, so that a second worker takes none from an app that is started later. */
function otherPorts({ port, names, overBroker }: ListenAt): number[] {
  const workers = names.every((name) => (STAGE_NAMES as readonly string[]).includes(name));
  if (port !== undefined || !overBroker || !workers) return [];
  return Array.from({ length: MOST_WORKERS }, (_, place) => FIRST_PORT + APP_NAMES.length + place);
}

/** Asked first, since every attempt of Nest's leaves listeners behind. */
async function isFree(port: number, host: string): Promise<boolean> {
  const probe = createServer();
  try {
    await once(probe.listen(port, host), 'listening');
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EADDRINUSE';
  } finally {
    probe.close();
  }
}

/** @throws DomainError 'service/port-in-use' that names who has it, where that is one of ours; the error itself where it is another */
export async function refuseTaken(
  error: NodeJS.ErrnoException & { port?: number },
  {
    setting,
    host,
    port,
    names,
  }: Pick<ListenAt, 'host' | 'port' | 'names'> & { setting: 'DOCKET_PORT' | 'DOCKET_TRANSPORT' },
): Promise<never> {
  const told = (message: string) =>
    new DomainError('service/port-in-use', message, { port: error.port }, { cause: error });
  if (error.code === 'EACCES' && setting === 'DOCKET_PORT')
    throw told(`Port ${error.port} needs more rights; take another one: ${setting}.`);
  if (error.code !== 'EADDRINUSE') throw error;
  const same = await whoListens(host, port ?? defaultPort(names));
  const shared = names.filter((name) => same?.apps.includes(name));
  if (same === undefined || shared.length === 0)
    throw told(`Port ${error.port} is taken by another program; stop that, or set ${setting}.`);
  throw told(
    `Port ${error.port} is taken: Docket's ${shared.join(', ')} is running already (process ${same.pid}). Stop that, or set ${setting}; several workers of one kind share the work over RabbitMQ alone (DOCKET_TRANSPORT=amqp://…).`,
  );
}

const LiveSchema = z.object({ status: z.literal('live'), apps: z.array(z.string()), pid: z.int() });

/** @returns undefined where nobody answers, or no app of ours */
async function whoListens(host: string, port: number): Promise<z.infer<typeof LiveSchema> | undefined> {
  const here = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  try {
    const signal = AbortSignal.timeout(WHO_IT_IS);
    const reply = await fetch(`http://${here.includes(':') ? `[${here}]` : here}:${port}/health/live`, {
      signal,
    });
    return LiveSchema.parse(await reply.json());
  } catch {
    return undefined;
  }
}
