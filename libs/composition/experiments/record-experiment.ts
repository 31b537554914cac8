/** Records the state that a run left: its small files in the store, everything that its lock names in the cache. */
import { readFile, stat } from 'node:fs/promises';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { loadProject } from '#config/pipelines/read-project.js';
import { type ReadText, textsOf } from '#config/read-text.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ExperimentNote } from '#contracts/experiment.schema.js';
import type { Pipeline } from '#contracts/pipeline.js';
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import { paramChanges } from '#core/pipeline/describe-changes.js';
import { storeTree } from '#core/pipeline/keep-outputs.js';
import { type StateTree, stateTrees } from '#core/pipeline/state-trees.js';
import { type Tree, treeOf } from '#core/pipeline/tree.js';
import type { RecordedFile } from '#ports/experiment-store.port.js';
import type { Workspace } from '../open-workspace.js';
import { readPipeline } from '../reproduce.js';
import type { RunParts } from '../run-world.js';
import type { StageParams } from '../stage-params.js';
import type { Experiment, ExperimentBook } from './experiment-book.js';

/**
 * The pipeline and the files that say what it does: its own, those it takes vars from, and params.
 * @param root absolute directory of the workspace, or what reads another state of it
 * @param pipelineFiles the chosen one first
 */
export async function describingFiles(
  root: string | ReadText,
  pipelineFiles: readonly string[],
): Promise<{ pipeline: Pipeline; files: Map<string, string> }> {
  const read = textsOf(root);
  const files = new Map<string, string>();
  const noting = async (file: string) => {
    const text = await read(file);
    if (text !== null) files.set(file, text);
    return text;
  };
  const pipeline = await loadProject(noting, pipelineFiles);
  for (const { file } of pipeline.stages.flatMap(({ params }) => params)) await noting(file);
  for (const file of pipeline.declared.params) await noting(file);
  if ((await read('.dvc/config')) === null) return { pipeline, files };
  // Data that DVC was told to keep (`dvc add`) has its hash in a file of its own beside it.
  const made = new Set(pipeline.stages.flatMap(({ outputs }) => outputs.map(({ path }) => path)));
  for (const { path } of pipeline.stages.flatMap(({ deps }) => deps))
    if (path !== '' && !made.has(path)) await noting(`${path}.dvc`);
  return { pipeline, files };
}

/**
 * Under the workspace's mutex, right after the run.
 * @param note its stages: those that must be as their run left them; others are recorded where they are
 * @throws DomainError 'pipeline/input-changed' where what was read is there no more, and what the store throws
 */
export async function recordExperiment(
  workspace: Workspace,
  book: ExperimentBook,
  note: Omit<ExperimentNote, 'format' | 'pipeline_file' | 'stages'> & { name: string; stages: string[] },
  parts: RunParts = {},
): Promise<Experiment> {
  const pipelineFiles = await workspace.pipelineFiles();
  const { pipeline, files: texts } = await describingFiles(workspace.directory, pipelineFiles);
  const lock = await workspace.lockStore.read();
  const whole = await readPipeline(workspace, parts);
  const paramsOf = (name: string) => whole.paramsNow(whole.graph.stage(name)!);
  const trees = new Map<string, Tree | null>();
  const stages: string[] = [];
  for (const { name, frozen } of pipeline.stages) {
    if (lock.stages?.[name] === undefined) continue;
    const changed = await keepStage(workspace, stateTrees(pipeline, lock, new Set([name])), trees);
    if (changed === null) stages.push(name);
    else if (note.stages.includes(name)) throw changed;
    if (frozen || !note.stages.includes(name)) continue;
    refuseOtherParams(lock.stages[name], await paramsOf(name));
  }
  await workspace.files.save();
  const files = new Map<string, RecordedFile>();
  for (const [path, text] of texts) files.set(path, { bytes: Buffer.from(text), executable: false });
  for (const lockFile of pipelineFiles.map(lockFileOf)) {
    const bytes = await readFile(workspace.files.absolute(lockFile)).catch(() => null);
    if (bytes !== null) files.set(lockFile, { bytes, executable: false });
  }
  const inGitOnly = new Map<string, RecordedFile>();
  for (const output of pipeline.stages.flatMap(({ outputs }) => outputs)) {
    if (output.cache || lock.stages === undefined) continue;
    const path = workspace.files.absolute(output.path);
    const stats = await stat(path).catch(() => null);
    if (!stats?.isFile()) continue;
    const file = { bytes: await readFile(path), executable: (stats.mode & 0o100) !== 0 };
    (output.role === 'output' ? inGitOnly : files).set(output.path, file);
  }
  return book.save(
    { ...note, stages, format: 'docket/experiment@1', pipeline_file: workspace.pipelineFile, files },
    inGitOnly,
  );
}

/** The params files are recorded with it, and would tell of other values than it ran with. */
function refuseOtherParams({ params }: LockedStage, now: StageParams): void {
  const [change] = paramChanges(params, now);
  if (change === undefined) return;
  throw new DomainError(
    'pipeline/input-changed',
    `Its params changed during the run (${change}), so it cannot be recorded; run again when nothing writes to them.`,
  );
}

/** Puts what a stage read and made into the cache. @returns the reason where that is no longer what the lock has */
async function keepStage(
  workspace: Workspace,
  stage: readonly StateTree[],
  seen: Map<string, Tree | null>,
): Promise<DomainError | null> {
  for (const { path, role, entry, whole, includes } of stage) {
    const key = `${entry.path} ${whole}`;
    const tree = seen.has(key) ? seen.get(key)! : treeOf(path, await workspace.files.scan(path, includes));
    seen.set(key, tree);
    if (tree === null || (whole && tree.md5 !== entry.md5)) {
      return new DomainError(
        'pipeline/input-changed',
        `${path === '' ? 'The workspace' : path} is not what the run ${role === 'source' ? 'read' : 'made'} any more, so it cannot be recorded; run again when nothing writes to it.`,
        { path },
      );
    }
  }
  for (const { entry, whole } of stage) await storeTree(workspace, seen.get(`${entry.path} ${whole}`)!);
  return null;
}
