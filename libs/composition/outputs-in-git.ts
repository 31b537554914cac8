/** What git keeps is the user's work: no stage may overwrite it unasked. */
import { GitRepository } from '#adapters/git-repository.js';
import type { PipelineProblem, StageSpec } from '#contracts/pipeline.js';
import { OUTPUT_KEYS } from '#core/pipeline/check-pipeline.js';
import { ancestors } from '#core/pipeline/path-overlap.js';
import type { Workspace } from './open-workspace.js';
import type { StagePlanReport } from './stage-plans.js';
import type { WorkspacePipeline } from './workspace-pipeline.js';

/**
 * As DVC, which takes no output that is tracked already; those with `cache: false` are meant to be.
 * @param stages that are meant
 * @param plans what would become of them; asked for only where git has an output of theirs
 * @throws DomainError 'pipeline/output-conflict' naming every such output of a stage that would run
 */
export async function refuseOutputsInGit(
  workspace: Workspace,
  { refusal }: Pick<WorkspacePipeline, 'refusal'>,
  stages: readonly StageSpec[],
  plans: () => Promise<
    readonly (Pick<StagePlanReport, 'name' | 'state'> & Partial<Pick<StagePlanReport, 'action' | 'items'>>)[]
  >,
): Promise<void> {
  const kept = await outputsInGit(workspace, stages);
  if (kept.length === 0) return;
  const running = new Set(
    (await plans())
      .filter(({ state, action, items }) => action !== 'store' && (state === 'stale' || items !== undefined))
      .map(({ name }) => name),
  );
  const problems = kept.filter(({ key }) => running.has(String(key[1])));
  if (problems.length > 0) throw refusal(problems);
}

async function outputsInGit(workspace: Workspace, stages: readonly StageSpec[]): Promise<PipelineProblem[]> {
  const own = stages
    .filter(({ source, frozen }) => source === undefined && !frozen)
    .flatMap(({ name, outputs }) =>
      outputs.filter(({ cache }) => cache).map((output) => ({ stage: name, ...output })),
    );
  const git = GitRepository.around(workspace.directory);
  if (git === null || own.length === 0) return [];
  // Where git is missing, or at odds with itself, a run goes on without.
  const tracked = await git.tracked(own.map(({ path }) => path)).catch(() => []);
  /** By path, a file at or below it. */
  const below = new Map<string, string>();
  for (const file of tracked)
    for (const path of [file, ...ancestors(file)]) if (!below.has(path)) below.set(path, file);
  return own.flatMap(({ stage, path, written, role }): PipelineProblem[] => {
    const file = below.get(path);
    if (file === undefined) return [];
    const which = file === path ? '' : ` (${file})`;
    return [
      {
        code: 'pipeline/output-conflict',
        key: ['stages', stage, OUTPUT_KEYS[role]],
        message: `'${written}' is kept by git${which}, and the stage would overwrite it. Take it out of git (git rm -r --cached ${path}), say that git keeps it (cache: false), or write to another path.`,
      },
    ];
  });
}
