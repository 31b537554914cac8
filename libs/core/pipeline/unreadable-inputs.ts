/** A result belongs to the whole of its inputs: what cannot be read must not be left out in silence. */
import { DomainError } from '#contracts/domain-error.js';
import { visible } from '#contracts/visible-text.js';
import type { StageView } from './snapshot-stage.js';

/** Files named before "and … more". */
const SHOWN = 5;

/** The files of `each:` are told one by one instead, and the others go on. @returns null where all can be read */
export function unreadableInputs({ spec, deps }: Pick<StageView, 'spec' | 'deps'>): DomainError | null {
  const unreadable = deps.flatMap((tree) => tree?.unreadable ?? []);
  if (unreadable.length === 0) return null;
  const lines = unreadable.slice(0, SHOWN).map(({ reason }) => `    ${visible(reason)}`);
  if (unreadable.length > SHOWN) lines.push(`    … and ${unreadable.length - SHOWN} more`);
  return new DomainError(
    'workspace/unreadable',
    `Stage '${spec.name}' cannot read all of its inputs:\n${lines.join('\n')}`,
    { paths: unreadable.map(({ path }) => path) },
  );
}
