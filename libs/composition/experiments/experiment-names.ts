/** What experiments are to be called: as they were given, or by names that nobody has. */
import { randomInt } from 'node:crypto';
import { DomainError } from '#contracts/domain-error.js';
import { experimentName } from '#core/experiments/experiment-name.js';
import type { ExperimentBook } from './experiment-book.js';
import type { ExperimentQueue } from './experiment-queue.js';

/**
 * @param given of the one experiment, or of all of a sweep with a number behind it
 * @throws DomainError 'experiment/exists', 'request/invalid', and what would keep them from being recorded
 */
export async function namesFor(
  book: ExperimentBook,
  queue: ExperimentQueue,
  count: number,
  given: string | undefined,
): Promise<string[]> {
  const taken = new Set(
    [...(await book.list()), ...(await book.others()), ...queue.list()].map(({ name }) => name),
  );
  const chance = () => randomInt(2 ** 32) / 2 ** 32;
  const names = Array.from({ length: count }, (_, index) => {
    if (given !== undefined) return count === 1 ? given : `${given}-${index + 1}`;
    const name = experimentName(chance, taken);
    taken.add(name);
    return name;
  });
  await book.check(names);
  const queued = queue.list().find(({ name }) => names.includes(name));
  if (queued !== undefined) {
    throw new DomainError(
      'experiment/exists',
      queued.failure === null
        ? `An experiment '${queued.name}' is queued. Take another --name, run it (docket exp run --run-all), or forget it: docket exp remove ${queued.name}.`
        : `An experiment '${queued.name}' has failed (${queued.failure.code}) and keeps its name. Take another --name, mend what failed and run it again as it was queued (docket exp run --run-all), or forget it: docket exp remove ${queued.name}.`,
      { usage: true },
    );
  }
  return names;
}
