/** What an experiment begins with. Its record holds this, whatever somebody writes while it runs. */
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { type ReadText, textsOf } from '#config/read-text.js';
import type { Pipeline } from '#contracts/pipeline.js';
import { isWithin } from '#core/pipeline/path-overlap.js';
import type { ExperimentStore, TrackedCode, TrackedFile } from '#ports/experiment-store.port.js';
import type { Workspace } from '../open-workspace.js';
import { describingFiles } from './describing-files.js';
import type { ExperimentBook } from './experiment-book.js';

export interface ExperimentStart {
  pipeline: Pipeline;
  pipelineFiles: readonly string[];
  /** The pipeline and what describes it, by path. */
  texts: ReadonlyMap<string, string>;
  /** The same; of files that stages make, and of all others, what lies there when it is asked. */
  read: ReadText;
  /** Where it will be recorded: decided now, as a first commit may come meanwhile. */
  store: ExperimentStore;
  code: TrackedCode;
}

/**
 * @param texts that are to be in place, such as params that were set; others are read
 * @param baseline the commit that its code is to be compared with; unset: the present one
 */
export async function experimentStart(
  workspace: Workspace,
  book: ExperimentBook,
  texts: ReadonlyMap<string, string> = new Map(),
  baseline: string | null = null,
): Promise<ExperimentStart> {
  const there = textsOf(workspace.directory);
  const pipelineFiles = await workspace.pipelineFiles();
  const wanted: ReadText = async (file) => texts.get(file) ?? there(file);
  const { pipeline, files } = await describingFiles(wanted, pipelineFiles);
  const read: ReadText = async (file) =>
    isMade(pipeline, file) ? there(file) : (files.get(file) ?? there(file));
  const store = await book.store();
  return { pipeline, pipelineFiles, texts: files, read, store, code: await store.code(baseline) };
}

export interface StartNow {
  /** As `texts` of the start, with what the run made as it is now. */
  texts: Map<string, string>;
  code: TrackedCode;
  /** Files that somebody changed meanwhile. */
  changed: string[];
}

/** After the run: what it made is as it is now, all else as it was. */
export async function startAfterRun(
  workspace: Workspace,
  { pipeline, pipelineFiles, texts, store, code }: ExperimentStart,
): Promise<StartNow> {
  const there = textsOf(workspace.directory);
  const isOurs = (path: string) => pipelineFiles.map(lockFileOf).includes(path) || isOwn(path);
  const recorded = new Map<string, string>();
  const changed = new Set<string>();
  for (const [path, text] of texts) {
    const now = await there(path);
    if (!isMade(pipeline, path) && !isOurs(path)) {
      recorded.set(path, text);
      if (now !== text) changed.add(path);
    } else if (now !== null) recorded.set(path, now);
  }
  const present = await store.code(code.baseline);
  const files = new Map<string, TrackedFile>();
  for (const path of new Set([...code.changed.keys(), ...present.changed.keys()])) {
    if (texts.has(path)) continue;
    const made = isMade(pipeline, path) || isOurs(path);
    const [then, now] = [code.changed.get(path), present.changed.get(path)];
    const kept = made ? now : then;
    if (kept !== undefined) files.set(path, kept);
    if (!made && !isSame(then, now)) changed.add(path);
  }
  return { texts: recorded, code: { baseline: code.baseline, changed: files }, changed: [...changed].sort() };
}

/** What a run itself writes besides outputs: which of them git is to leave out, and the hashes of data beside it. */
const OWN = /(^|\/)\.gitignore$|\.dvc$/;

/** Whether a run itself writes it, besides outputs. */
export const isOwn = (path: string): boolean => OWN.test(path);

export const isMade = ({ stages }: Pipeline, path: string): boolean =>
  stages.some(({ outputs }) => outputs.some((output) => isWithin(path, output.path)));

function isSame(left: TrackedFile | undefined, right: TrackedFile | undefined): boolean {
  if (!left || !right) return left === right;
  return (
    left.executable === right.executable &&
    left.link === right.link &&
    Buffer.from(left.bytes).equals(Buffer.from(right.bytes))
  );
}
