/** The error of a call that must fail. */
import { DomainError } from '#contracts/domain-error.js';

/** @throws where the call does not fail, or fails with something that users are not told about */
export function thrownBy(call: () => unknown): DomainError {
  try {
    call();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

/** As {@link thrownBy}, for promises. */
export async function rejectionOf(promise: Promise<unknown>): Promise<DomainError> {
  const error: unknown = await promise.then(
    () => new Error('It did not fail.'),
    (reason: unknown) => reason,
  );
  if (error instanceof DomainError) return error;
  throw error;
}
