/** The folder that documents are taken from, where the settings name one. */
import { join, relative, resolve } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';
import type { Workspace } from './open-workspace.js';

/**
 * @returns absolute; null where none is named. Whether it is there is asked at every look
 * @throws DomainError 'config/invalid' where taking files from it, or sorting them, would touch what is not meant
 */
export function intakeFolder({ directory, state, settings }: Workspace): string | null {
  if (settings.intake === undefined) return null;
  const folder = resolve(directory, settings.intake);
  for (const [place, what] of [
    [state, 'the state of the platform'],
    [join(directory, 'data'), 'the labelled documents'],
  ] as const) {
    if (!holds(folder, place) && !holds(place, folder)) continue;
    throw new DomainError(
      'config/invalid',
      `DOCKET_INTAKE: ${folder} and ${place} (${what}) lie within one another; name a folder of its own.`,
    );
  }
  return folder;
}

const holds = (outer: string, inner: string): boolean => {
  const way = relative(outer, inner);
  return way === '' || !way.startsWith('..');
};
