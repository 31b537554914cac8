/** Why a file of the configuration cannot be read, and what helps. */
import { DomainError } from '#contracts/domain-error.js';

/** @param file as users know it: `params.yaml` */
export function unreadableConfig(file: string, error: unknown): DomainError {
  const { code, message } = error as NodeJS.ErrnoException;
  const problem =
    code === 'EISDIR'
      ? 'is a directory where a file is needed; name the file, or move the directory away'
      : code === 'ESPIPE'
        ? 'is a pipe where a file is needed; write the file out'
        : code === 'ENOTDIR'
          ? 'leads through a file as if it were a directory; check the path'
          : `cannot be read (${code ?? message}); mend its permissions`;
  return new DomainError('config/unreadable', `${file} ${problem}.`, {}, { cause: error });
}
