/** What git keeps is the user's work: no stage may overwrite it unasked. */
import { GitRepository } from '#adapters/git-repository.js';
import { DomainError } from '#contracts/domain-error.js';
import type { StageSpec } from '#contracts/pipeline.js';
import { OUTPUT_KEYS } from '#core/pipeline/check-pipeline.js';
import type { Workspace } from './open-workspace.js';
import type { WorkspacePipeline } from './workspace-pipeline.js';

/**
 * As DVC, which takes no output that is tracked already; those with `cache: false` are meant to be.
 * @returns what refuses a stage by the place of such an output; git is asked once, when the first stage is to run
 */
export function outputsInGit(
  workspace: Workspace,
  { pipeline, locate }: Pick<WorkspacePipeline, 'pipeline' | 'locate'>,
): (stage: StageSpec) => Promise<void> {
  let asked: Promise<string[]> | undefined;
  return async ({ name, outputs, source }) => {
    if (source !== undefined) return;
    asked ??= trackedBelow(workspace, pipeline.stages);
    const tracked = await asked;
    for (const { path, written, cache, role } of outputs) {
      const [file] = cache ? tracked.filter((each) => each === path || each.startsWith(`${path}/`)) : [];
      if (file === undefined) continue;
      throw new DomainError(
        'pipeline/output-conflict',
        `${locate(name, [OUTPUT_KEYS[role]])} '${written}' is kept by git${file === path ? '' : ` (${file})`}, and stage '${name}' would overwrite it. Take it out of git (git rm -r --cached ${path}), say that git keeps it (cache: false), or write to another path.`,
        { path: file },
      );
    }
  };
}

/** Where git is missing, or at odds with itself, a run goes on without. */
async function trackedBelow(workspace: Workspace, stages: readonly StageSpec[]): Promise<string[]> {
  const own = stages.filter(({ source }) => source === undefined).flatMap(({ outputs }) => outputs);
  const paths = own.filter(({ cache }) => cache).map(({ path }) => path);
  const git = GitRepository.around(workspace.directory);
  return git === null || paths.length === 0 ? [] : git.tracked(paths).catch(() => []);
}
