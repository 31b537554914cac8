/** Waits for an answer no longer than it may take. */
import { DomainError } from '#contracts/domain-error.js';

/**
 * What is asked goes on, whoever waits for it.
 * @param what is silent: "'model'", 'The database'
 * @throws DomainError 'service/timeout' after so many milliseconds, and whatever the work throws
 */
export async function inTime<Result>(
  work: Promise<Result>,
  milliseconds: number,
  what: string,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const silent = () =>
      new DomainError('service/timeout', `${what} does not answer within ${milliseconds / 1000} s.`);
    timer = setTimeout(() => reject(silent()), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
