/** Apps, a RabbitMQ broker and a PostgreSQL server of our own, each to be ended by SIGKILL and started again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DOCKET } from '../support/processes.mjs';

/** Until the command itself has ended: what it starts holds on to its output. */
async function run(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
}

const BROKER = fileURLToPath(new URL('../../.ci/rabbitmq', import.meta.url));
const POSTGRES = '/usr/lib/postgresql';
/** Milliseconds between two tries to start what a killed one still holds. */
const AGAIN = 300;

/** The broker's other two ports lie 20,000 above. */
export async function freePort() {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    const server = createServer().listen(port, '127.0.0.1');
    const free = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]);
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** @param say called with what it writes to its log, line by line */
export function killableApp(app, { directory, environment, say }) {
  let child;
  const start = () => {
    child = spawn(process.execPath, [DOCKET, 'start', '--json', '--app', app], {
      ...{ cwd: directory, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
    });
    child.stderr.setEncoding('utf8').on('data', (text) => say(text));
    return new Promise((listens, fails) => {
      let told = '';
      child.stdout.setEncoding('utf8').on('data', (text) => {
        told += text;
        if (told.endsWith('}\n')) listens(JSON.parse(told).url);
      });
      child.once('exit', (code) => fails(new Error(`${app} ended with ${code} before it listened`)));
    });
  };
  const end = async (signal) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode;
    const closed = once(child, 'exit');
    child.kill(signal);
    return (await closed)[0];
  };
  return { start, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

/** Needs root and Debian's rabbitmq-server. */
export function killableBroker(directory, port) {
  const command = (...args) => run(BROKER, args);
  return {
    url: `amqp://127.0.0.1:${port}`,
    create: () => command('up', directory, String(port)),
    start: () => command('start', directory),
    kill: () => command('kill', directory),
    stop: () => command('down', directory),
  };
}

/** Needs root and Debian's postgresql. */
export function killablePostgres(directory, port) {
  const [newest] = readdirSync(POSTGRES).sort((one, other) => Number(other) - Number(one));
  const data = join(directory, 'data');
  const asPostgres = (program, ...args) =>
    run(
      'setpriv',
      [
        '--reuid=postgres',
        '--regid=postgres',
        '--clear-groups',
        join(POSTGRES, newest, 'bin', program),
        ...['--pgdata', data, ...args],
      ],
      { cwd: '/' },
    );
  const options = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1`;
  const start = () =>
    asPostgres('pg_ctl', '--log', join(directory, 'log'), '--wait', '--options', options, 'start');
  return {
    url: `postgres://docket@127.0.0.1:${port}/postgres`,
    async create() {
      mkdirSync(directory, { recursive: true });
      chmodSync(directory, 0o777);
      await asPostgres('initdb', '--username', 'docket', '--auth', 'trust', '--no-sync');
      await start();
    },
    async start() {
      // Its children have to notice first that it is gone.
      for (let started = false; !started; await pause(AGAIN))
        started = await start().then(
          () => true,
          () => false,
        );
    },
    async kill() {
      process.kill(Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10), 'SIGKILL');
    },
    stop: () => asPostgres('pg_ctl', '--mode', 'immediate', 'stop'),
  };
}
