/** Records the state that a run left: its small files in the store, everything that its lock names in the cache. */
import { readFile, stat } from 'node:fs/promises';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ExperimentNote } from '#contracts/experiment.schema.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { storeTree } from '#core/pipeline/keep-outputs.js';
import { type StateTree, stateTrees } from '#core/pipeline/state-trees.js';
import { type Tree, treeOf } from '#core/pipeline/tree.js';
import type { RecordedFile } from '#ports/experiment-store.port.js';
import type { Workspace } from '../open-workspace.js';
import { readPipeline } from '../reproduce.js';
import type { RunParts } from '../run-world.js';
import { refuseOtherParams } from '../stage-params.js';
import type { Experiment, ExperimentBook } from './experiment-book.js';
import { type ExperimentStart, startAfterRun } from './experiment-start.js';

/**
 * Under the workspace's mutex, right after the run.
 * @param start what it began with, and is recorded with
 * @param note its stages: those that must be as their run left them; others are recorded where they are
 * @throws DomainError 'pipeline/input-changed' where what was read is there no more, and what the store throws
 */
export async function recordExperiment(
  workspace: Workspace,
  book: ExperimentBook,
  start: ExperimentStart,
  note: Omit<ExperimentNote, 'format' | 'pipeline_file' | 'stages'> & { name: string; stages: string[] },
  { onEvent, ...parts }: RunParts & { onEvent?: (event: PipelineEvent) => void } = {},
): Promise<Experiment> {
  const { pipeline, pipelineFiles } = start;
  const lock = await workspace.lockStore.read();
  const whole = await readPipeline(workspace, parts, undefined, start.read);
  const paramsOf = (name: string) => whole.paramsNow(whole.graph.stage(name)!);
  const trees = new Map<string, Tree | null>();
  const stages: string[] = [];
  for (const { name, frozen } of pipeline.stages) {
    if (lock.stages?.[name] === undefined) continue;
    const changed = await keepStage(workspace, stateTrees(pipeline, lock, new Set([name])), trees);
    if (changed === null) stages.push(name);
    // What a frozen stage was made from is no input of the run, which took what it had made.
    else if (note.stages.includes(name) && !frozen) throw changed;
    if (frozen || !note.stages.includes(name)) continue;
    refuseOtherParams(lock.stages[name].params, await paramsOf(name));
  }
  await workspace.files.save();
  const files = new Map<string, RecordedFile>();
  const { texts, code, changed } = await startAfterRun(workspace, start);
  if (changed.length > 0) onEvent?.({ type: 'changed-meanwhile', paths: changed });
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
    { store: start.store, code },
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
