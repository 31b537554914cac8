/** Tells that what was to be stored is not what its name says; nothing was stored. */
import { DomainError } from '#contracts/domain-error.js';

/** @param key or path that people can look for */
export const damagedSource = (key: string, cause?: unknown): DomainError =>
  new DomainError(
    'cache/damaged-object',
    `${key} was not sent: the file here is gone or was changed after it was hashed. What a stage makes, \`docket repro\` makes anew; else \`docket pull --remote NAME\` fetches it from a remote that has it.`,
    { key },
    { cause },
  );
