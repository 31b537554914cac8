/** Data that no run can make again, of `.dvc` files and frozen stages: how it can be had where it is missing. */
import { DomainError } from '#contracts/domain-error.js';
import type { StageSpec } from '#contracts/pipeline.js';
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import type { RunWorld } from './run-world.js';
import type { StageView } from './snapshot-stage.js';

type Owner = Pick<StageSpec, 'source' | 'imported' | 'outputs'>;

/** @returns a sentence; what it names works as it stands */
export function howToGet(owner: Owner): string {
  if (owner.source === undefined)
    return "`docket pull` fetches it, without 'frozen: true' the stage makes it.";
  const imported = fromItsSource(owner);
  if (owner.outputs.some(({ old }) => old)) {
    return imported ?? `\`dvc pull ${owner.source}\` fetches it, or put it there.`;
  }
  if (!owner.outputs.some(({ push }) => push))
    return imported ?? 'no remote has it (push: false); put it there.';
  return imported === undefined
    ? '`docket pull` fetches it, or put it there.'
    : `\`docket pull\` fetches it where a remote has it; ${imported}`;
}

/** Of what was imported; undefined for other data. */
export function fromItsSource({ source, imported }: Omit<Owner, 'outputs'>): string | undefined {
  if (imported === undefined) return undefined;
  // An update would take the repository's newest.
  const command = imported.repository ? 'pull' : 'update';
  return `\`dvc ${command} ${source}\` fetches it from ${imported.url}, or put it there.`;
}

export function lostData({ spec, outputs }: Pick<StageView, 'spec' | 'outputs'>): DomainError {
  const missing = spec.outputs.filter((_, index) => outputs[index] === null).map(({ path }) => path);
  const what = missing.join(', ');
  return spec.source === undefined
    ? new DomainError(
        'pipeline/output-missing',
        `Stage '${spec.name}' is frozen, and ${what} is neither there nor in the cache; ${howToGet(spec)}`,
      )
    : new DomainError(
        'pipeline/missing-input',
        `${what} of ${spec.source} is neither there nor in the cache; ${howToGet(spec)}`,
      );
}

/** Whether a run that takes what is missing from the cache would find it there; a damaged one shows when it is read. */
export async function cacheHas(
  { cache }: Pick<RunWorld, 'cache'>,
  { spec, outputs }: StageView,
  locked: LockedStage | undefined,
): Promise<boolean> {
  for (const [index, { written }] of spec.outputs.entries()) {
    if (outputs[index] !== null) continue;
    const md5 = locked?.outs?.find(({ path }) => path === written)?.md5;
    if (md5 === undefined || !(await cache.has(md5))) return false;
  }
  return true;
}
