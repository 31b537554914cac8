/** An item whose worker is lost returns to the others; an item that no worker survives fails alone, with that reason. */
import { DomainError } from '#contracts/domain-error.js';
import type { StageName } from '#contracts/stage.js';
import { retryDelay } from '../transfer/retry-delay.js';
import type { Run } from './run.js';

/** Workers that one item may cost; with the pauses between them about as long as an app takes to start again. */
const WORKERS = 4;

/**
 * @param path of the item, for the message
 * @throws DomainError 'pipeline/worker-lost' for this item alone; 'service/unavailable' where nobody answers at all
 */
export async function returnLost<Result>(
  { world, request }: Run,
  { stage, path }: { stage: StageName; path: string },
  work: () => Promise<Result>,
): Promise<Result> {
  for (let lost = 1; ; lost++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'service/unavailable') throw error;
      if (lost === WORKERS) {
        await world.invoker.engines(stage).catch(() => {
          throw error;
        });
        throw new DomainError(
          'pipeline/worker-lost',
          `${WORKERS} workers of stage '${stage}' were lost while they had ${path}, and others answer: it may take more memory than they have. Look at it, or take it out; the next run tries it again.`,
          {},
          { cause: error },
        );
      }
      await world.sleep(retryDelay(lost, 1), request.signal);
    }
  }
}
