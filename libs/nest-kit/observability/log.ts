/** One JSON line per event on stderr, or short sentences where a person watches. */
import { Writable } from 'node:stream';
import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { currentTrace } from './trace.js';

export type Log = Logger;
/** DI token. */
export const LOG = Symbol('Log');

export interface LogOptions {
  level: string;
  /** The apps of this process, joined by '+'. */
  app: string;
  /** Warnings and errors as sentences instead of JSON; for a terminal. */
  sentences?: boolean;
}

export function openLog({ level, app, sentences = false }: LogOptions): Log {
  return pino(
    {
      level,
      base: { app },
      mixin: currentTrace,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    sentences ? sentenceStream() : pino.destination({ dest: 2, sync: true }),
  );
}

function sentenceStream(): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      const { level, msg, err } = JSON.parse(String(chunk)) as {
        level: string;
        msg?: string;
        err?: { stack?: string };
      };
      if (level === 'warn' || level === 'error' || level === 'fatal') {
        process.stderr.write(`${[msg, err?.stack].filter(Boolean).join('\n')}\n`);
      }
      done();
    },
  });
}

/** Also thrown at whoever listens, who says which setting to change. */
const TAKEN = /^Error: listen E(ADDRINUSE|ACCES)\b/;

/** Nest's own words; what it says while starting matters only when something is wrong. */
export function nestLogger(log: Log): LoggerService {
  return {
    log: (message, context) => log.debug({ context }, text(message)),
    error: (message, ...rest) =>
      log[TAKEN.test(text(message)) ? 'debug' : 'error'](
        { stack: rest[0], context: rest.at(-1) },
        text(message),
      ),
    warn: (message, context) => log.warn({ context }, text(message)),
    debug: (message, context) => log.trace({ context }, text(message)),
    verbose: (message, context) => log.trace({ context }, text(message)),
  };
}

/** Of clients of a broker errors come in an object: { err }. What else is in such an object may be a secret. */
function text(said: unknown): string {
  if (said instanceof Error) return said.message;
  const { err } = (said ?? {}) as { err?: unknown };
  return err instanceof Error ? err.message : String(said);
}
