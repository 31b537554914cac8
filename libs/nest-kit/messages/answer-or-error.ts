/** The answer to a message; an error is an answer as well, so that it comes back with its code. */
import type { DomainErrorJson } from '#contracts/domain-error.js';
import { domainErrorOf } from '../http/problem-details.js';
import type { Log } from '../observability/log.js';

/** Never fails; what was not foreseen stands in the log, and goes out without our insides. */
export async function answerOrError<Answer>(
  topic: string,
  log: Log,
  work: () => Promise<Answer>,
): Promise<Answer | { error: DomainErrorJson }> {
  try {
    return await work();
  } catch (error) {
    const told = domainErrorOf(error, { method: 'ask', path: topic });
    if (told !== error) log.error({ err: error }, 'A message failed in an unexpected way.');
    return { error: told.toJSON() };
  }
}
