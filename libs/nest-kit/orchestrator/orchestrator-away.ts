/** What a client of the orchestrator tells when it cannot be reached. */
import { DomainError } from '#contracts/domain-error.js';

export function orchestratorAway(error: unknown): DomainError {
  const why =
    error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
  return new DomainError(
    'service/unavailable',
    `The orchestrator cannot be reached (${why}); start it with \`docket start --app orchestrator\`, or check DOCKET_TRANSPORT.`,
    {},
    { cause: error },
  );
}
