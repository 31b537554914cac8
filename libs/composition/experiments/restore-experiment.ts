/** Brings a workspace back to a recorded state: params, pipeline, lock, data and outputs, proved by their hashes. */
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { DomainError } from '#contracts/domain-error.js';
import { folderProblem } from '#contracts/ground.js';
import type { Pipeline } from '#contracts/pipeline.js';
import { md5Of } from '#core/pipeline/directory-object.js';
import { storeTree } from '#core/pipeline/keep-outputs.js';
import { planRestore, type WantedTree } from '#core/pipeline/plan-restore.js';
import { treeOf } from '#core/pipeline/tree.js';
import { type HoldOptions, holdWorkspace } from '../hold-workspace.js';
import type { Workspace } from '../open-workspace.js';
import { refuseGround, refuseLinksOut } from '../refuse-ground.js';
import type { WorkspaceState } from '../workspace-state.js';
import { presentState, stateLock, stateLockFiles, stateText, stateTreesOf } from '../workspace-states.js';
import { changeFiles, listed, wantedTrees } from './change-files.js';
import { describingFiles } from './describing-files.js';
import { type Experiment, ExperimentBook } from './experiment-book.js';
import { unsavedWork } from './unsaved-work.js';

export interface RestoreResult {
  restored: string;
  files: { written: number; removed: number };
  /** What came back, with the hash that it has now. */
  outputs: { path: string; md5: string }[];
  /** Where files lie now that were written while it was restored. */
  kept: string[];
}

/**
 * @throws DomainError 'workspace/dirty' (unless forced) and 'experiment/data-missing', both before anything is touched
 */
export async function restoreExperiment(
  workspace: Workspace,
  name: string,
  { force = false, ...hold }: HoldOptions & { force?: boolean } = {},
): Promise<RestoreResult> {
  const about = `docket exp restore ${name}`;
  return holdWorkspace(workspace, { command: about, ...hold }, async () => {
    const book = new ExperimentBook(workspace);
    const experiment = await book.find(name);
    return restoreHeld(workspace, book, experiment, { force, about });
  });
}

async function restoreHeld(
  workspace: Workspace,
  book: ExperimentBook,
  experiment: Experiment,
  { force, about }: { force: boolean; about: string },
): Promise<RestoreResult> {
  const file = experiment.pipeline_file;
  const ahead = [file, lockFileOf(file), 'params.yaml', '.dvc/config'];
  const [state] = (await book.states([experiment], ahead)) as [WorkspaceState];
  if ((await stateLock(workspace, state)) === null) {
    throw new DomainError(
      'experiment/data-missing',
      `Experiment '${experiment.name}' has no ${lockFileOf(file)}, so nothing says what it made. Take its files from git instead: git checkout ${experiment.id} -- .`,
    );
  }
  const { pipeline, texts } = await describingTexts(workspace, state);
  const trees = await stateTreesOf(workspace, state, experiment.stages);
  const whose = `experiment '${experiment.name}'`;
  refuseGround(
    trees.flatMap(({ role, path }) => (role === 'output' ? [path] : [])),
    whose,
  );
  refuseGround([...texts.keys()], whose);
  const files = [...texts.keys()].map((path) => ({ path, made: true }));
  const places = trees.map(({ path, role }) => ({ path, made: role === 'output' }));
  await refuseLinksOut(workspace, [...places, ...files], whose);
  const wanted = await wantedTrees(workspace, state, trees);
  const plan = planRestore(wanted);
  refuseGround(
    plan.writes.map(({ path }) => path),
    whose,
    folderProblem,
  );
  const changedTexts = await textChanges(workspace, texts);
  if (!force) {
    const unsaved = await unsavedWork(workspace, book, wanted, [...changedTexts.keys()]);
    if (unsaved.length > 0) throw dirty(about, unsaved);
  }
  // What is overwritten stays in the cache, asked or not.
  for (const { tree, current } of wanted) {
    if (current !== null && current.md5 !== tree.entry.md5) await storeTree(workspace, current);
  }
  const { kept } = await changeFiles(workspace, state, about, plan, changedTexts);
  await verify(workspace, wanted, texts);
  await workspace.files.save();
  const { noteRestored } = await import('../models/note-run.js');
  const locked = Object.keys((await stateLock(workspace, state))?.stages ?? {});
  await noteRestored(workspace, pipeline, about, experiment.stages ?? locked);
  return {
    restored: experiment.name,
    files: { written: plan.writes.length + changedTexts.size, removed: plan.removes.length },
    outputs: wanted.map(({ tree }) => ({ path: tree.path, md5: tree.entry.md5 })),
    kept,
  };
}

/** The pipeline's own files as the state has them; its locks last, because they say that all else is there. */
async function describingTexts(
  workspace: Workspace,
  state: WorkspaceState,
): Promise<{ pipeline: Pipeline; texts: Map<string, string> }> {
  const present = presentState(workspace);
  const { pipeline, files } = await describingFiles(
    // DVC's settings are recorded by git, or nowhere.
    async (file) =>
      (await stateText(state, file)) ?? (file.startsWith('.dvc/') ? stateText(present, file) : null),
    await state.pipelineFiles(),
  );
  for (const lockFile of await stateLockFiles(state)) {
    files.delete(lockFile);
    const text = await stateText(state, lockFile);
    if (text !== null) files.set(lockFile, text);
  }
  return { pipeline, texts: files };
}

/** @returns the texts that differ from what lies in the workspace */
async function textChanges(
  workspace: Workspace,
  texts: ReadonlyMap<string, string>,
): Promise<Map<string, { text: string; before: string | null }>> {
  const present = presentState(workspace);
  const changes = new Map<string, { text: string; before: string | null }>();
  for (const [path, text] of texts) {
    const before = await stateText(present, path);
    if (before !== text) changes.set(path, { text, before: before === null ? null : md5Of(before) });
  }
  return changes;
}

/** What was restored is what was recorded, or an error that says where it is not. */
async function verify(
  workspace: Workspace,
  wanted: readonly WantedTree[],
  texts: ReadonlyMap<string, string>,
): Promise<void> {
  const present = presentState(workspace);
  const wrong: string[] = [];
  for (const { tree } of wanted) {
    const now = treeOf(tree.path, await workspace.files.scan(tree.path, tree.includes));
    if (tree.whole && now?.md5 !== tree.entry.md5) wrong.push(tree.path);
  }
  for (const [path, text] of texts) if ((await stateText(present, path)) !== text) wrong.push(path);
  if (wrong.length > 0) {
    throw new DomainError(
      'pipeline/input-changed',
      `These were written to while they were restored: ${wrong.join(', ')}. Restore again when nothing writes to them.`,
      { paths: wrong },
    );
  }
}

function dirty(about: string, unsaved: readonly string[]): DomainError {
  return new DomainError(
    'workspace/dirty',
    // A run would make outputs anew that somebody edited: they are kept by a copy alone.
    `\`${about}\` would overwrite what is recorded nowhere; nothing was changed:\n${listed(unsaved)}\nKeep it first (an edited output: copy it to another place; the rest: docket repro, then docket exp save NAME, or git commit), or overwrite it: --force.`,
    { unsaved },
  );
}
