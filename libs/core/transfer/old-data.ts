/** Data as DVC 2 recorded it, under a hash of other line ends and elsewhere on the remote: it is named, not passed over. */
import type { StageSpec } from '#contracts/pipeline.js';
import type { LockEntry } from '#contracts/pipeline-lock.schema.js';
import { howToGet } from '../pipeline/lost-data.js';
import { isOld } from '../pipeline/old-hashes.js';
import type { StagePaths, TrackedRequest } from './tracked-data.js';

export interface OldData {
  /** From the workspace's root. */
  path: string;
  /** Equal to today's where there are no Windows line ends. */
  md5: string;
  /** The stage, or the .dvc file, that says so. */
  owner: string;
  /** How it gets to a remote, a sentence; null where it belongs to none. */
  toSend: string | null;
  toFetch: string;
}

/** @returns what a `.dvc` file says so of */
export const oldAdded = (
  stage: Pick<StageSpec, 'name' | 'outputs' | 'source' | 'imported'>,
  entries: readonly LockEntry[],
): OldData[] =>
  stage.outputs.flatMap(({ path, cache, push }, index) => {
    const entry = entries[index]!;
    if (!isOld(entry) || !cache) return [];
    const owner = stage.name;
    const toSend = `Remove its md5 from ${owner}, then run \`docket repro ${owner}\` and \`docket push\`; or \`dvc push ${owner}\` sends it.`;
    return [{ path, md5: entry.md5!, owner, toSend: push ? toSend : null, toFetch: howToGet(stage) }];
  });

/** @returns what stages made, as the lock says; without what git keeps */
export const oldOutputs = ({ lock, stages, inGit }: Omit<TrackedRequest, 'added' | 'sources'>): OldData[] =>
  stages.flatMap((stage: StagePaths) =>
    (lock.stages?.[stage.name]?.outs ?? []).flatMap((entry) => {
      const output = stage.outputs.find(({ written }) => written === entry.path);
      if (!output?.cache || !isOld(entry) || inGit(output.path, null, entry.nfiles ?? null)) return [];
      const { name: owner } = stage;
      const toSend = stage.frozen
        ? `\`dvc push ${owner}\` sends it; or take 'frozen: true' out of stage '${owner}', and \`docket repro --force ${owner}\` makes it anew, for \`docket push\` to send.`
        : `\`docket repro --force ${owner}\` makes it anew, for \`docket push\` to send; or \`dvc push ${owner}\` sends it.`;
      const toFetch = stage.frozen
        ? `\`dvc pull ${owner}\` fetches it; or take 'frozen: true' out of stage '${owner}', and \`docket repro ${owner}\` makes it anew.`
        : `\`docket repro ${owner}\` makes it anew, or \`dvc pull ${owner}\` fetches it.`;
      return [{ path: output.path, md5: entry.md5!, owner, toSend: output.push ? toSend : null, toFetch }];
    }),
  );
