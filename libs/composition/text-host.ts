/** How a program watches and stops the learner: what it may give for that, checked, and progress that arrives at its end. */
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { LearningHost } from '#core/learning/learning-host.js';
import { kindOf } from './text-examples.js';

/** How a long computation lets itself be watched and stopped. */
export interface TextHost {
  /** Aborted, it ends within a fraction of a second with the code 'pipeline/interrupted'. */
  readonly signal?: AbortSignal;
  /** How far it is; every piece of the work is told from its start to its `total`. */
  progress?(done: number, total: number, note: string): void;
  /** What `train.search` tries and finds, a sentence each. */
  log?(sentence: string): void;
}

/** What a function of the library takes last. */
export interface Options {
  /** As people count: 'third'. */
  readonly place: string;
  readonly caller: string;
  /** Options besides those of {@link TextHost}. */
  readonly others?: readonly string[];
}

const OF_HOST = ['signal', 'progress', 'log'];

/** @throws DomainError 'config/invalid' for what is no object, for misspelt options and those of a wrong kind */
export function checkOptions<Given>(given: Given, { place, caller, others = [] }: Options): Given {
  const where = `The ${place} argument of ${caller}`;
  const known = [...others, ...OF_HOST];
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new DomainError(
      'config/invalid',
      `${where} is ${kindOf(given)}; give an object with ${known.join(', ')}, or leave it out.`,
    );
  }
  // Of a caller's own class, whatever else it has is its own.
  const plain = [Object.prototype, null].includes(Object.getPrototypeOf(given));
  for (const key of plain ? Object.keys(given) : []) {
    if (known.includes(key)) continue;
    throw new DomainError(
      'config/invalid',
      `${where}: '${key}' is no option.${didYouMean(key, known) || ` There are ${known.join(', ')}.`}`,
      { key },
    );
  }
  const { signal, progress, log } = given as Record<keyof TextHost, unknown>;
  for (const [key, value] of Object.entries({ progress, log })) {
    if (value === undefined || typeof value === 'function') continue;
    throw new DomainError('config/invalid', `${where}: ${key} is ${kindOf(value)}; give a function.`, {
      key,
    });
  }
  if (signal !== undefined && typeof (signal as Partial<AbortSignal> | null)?.aborted !== 'boolean') {
    throw new DomainError(
      'config/invalid',
      `${where}: signal is ${kindOf(signal)}; give the signal of an AbortController.`,
      { key: 'signal' },
    );
  }
  return given;
}

interface Piece {
  readonly done: number;
  readonly total: number;
  readonly note: string;
}

/**
 * Does the work with what the core is told of a host, whatever else the caller's object is. The core tells how far it
 * is before each step; that a piece is done, and at last all of it, is added here.
 */
export async function heeding<Result>(
  host: TextHost,
  work: (host: LearningHost) => Promise<Result>,
): Promise<Result> {
  let last: Piece | undefined;
  const arrive = (): void => {
    if (last && last.done < last.total) host.progress?.(last.total, last.total, last.note);
  };
  const result = await work({
    ...(host.signal && { signal: host.signal }),
    progress: (done, total, note) => {
      const next = { done, total, note };
      if (last && isAnother(last, next)) arrive();
      last = next;
      host.progress?.(done, total, note);
    },
  });
  arrive();
  return result;
}

/** Whether one piece of work has ended and another begun: counting began anew, or counts something else. */
const isAnother = (last: Piece, { done, total, note }: Piece): boolean =>
  total !== last.total || done < last.done || (done === last.done && note !== last.note);
