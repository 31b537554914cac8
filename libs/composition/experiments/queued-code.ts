/**
 * The code that queued experiments run with: what git tracks, and small files that stages read, as all of it was when
 * they were queued. Data is not among it: folders of documents are not taken away from their owner for a while.
 */
import { lstatSync, readFileSync } from 'node:fs';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { type ReadText, textsOf } from '#config/read-text.js';
import { DomainError } from '#contracts/domain-error.js';
import type { CodeFile, QueuedCode, QueuedExperiment } from '#contracts/experiment.schema.js';
import type { Pipeline, StageSpec } from '#contracts/pipeline.js';
import { itemGlob } from '#core/pipeline/glob.js';
import { isWithin, overlaps } from '#core/pipeline/path-overlap.js';
import { treeOf } from '#core/pipeline/tree.js';
import type { Workspace } from '../open-workspace.js';
import { codeFile } from './code-files.js';
import type { ExperimentBook } from './experiment-book.js';
import { isMade, isOwn } from './experiment-start.js';
import { readReturnNote } from './return-note.js';

/** Bytes; a larger file that git does not track is data. */
const MOST = 1024 * 1024;

/**
 * What is to be queued as the user has it, also while experiments have other params and code in place.
 * @returns null where there is no such file
 */
export function ownTexts(workspace: Workspace): ReadText {
  const there = textsOf(workspace.directory);
  const note = readReturnNote(workspace);
  if (note === null || note.stays === true) return there;
  return async (file) => (file in note.texts ? note.texts[file]! : there(file));
}

/** @param texts kept besides: pipeline and params. @param stages those that are to run */
export async function freezeCode(
  workspace: Workspace,
  book: ExperimentBook,
  {
    pipeline,
    stages,
    texts,
  }: { pipeline: Pipeline; stages: readonly StageSpec[]; texts: ReadonlyMap<string, string> },
): Promise<QueuedCode> {
  const isOther = isNoCode(workspace, pipeline, await workspace.pipelineFiles(), texts);
  const files: QueuedCode['files'] = {};
  const { baseline, changed } = await (await book.store()).code();
  for (const [path, file] of changed) {
    if (isOther(path) || file?.link === true) continue;
    files[path] = file && codeFile(file.bytes, file.executable);
  }
  for (const path of stages.flatMap(({ deps }) => deps.map((dep) => dep.path))) {
    const file = path === '' || isOther(path) ? null : smallFile(workspace, path);
    if (file !== null) files[path] = file;
  }
  const note = readReturnNote(workspace);
  // Experiments that run now have theirs in place.
  if (note !== null && note.stays !== true)
    for (const [path, file] of Object.entries(note.code ?? {}))
      if (path in files || !isOther(path)) files[path] = file;
  return { baseline, files };
}

function smallFile({ files }: Workspace, path: string): CodeFile {
  const absolute = files.absolute(path);
  const stats = lstatSync(absolute, { throwIfNoEntry: false });
  if (!stats?.isFile() || stats.size > MOST) return null;
  return codeFile(readFileSync(absolute), (stats.mode & 0o100) !== 0);
}

/** @returns whether a path is no code: made by a stage, kept otherwise, or Docket's own to write */
function isNoCode(
  { pipelineFile }: Workspace,
  pipeline: Pipeline,
  pipelineFiles: readonly string[],
  texts: ReadonlyMap<string, string> | Readonly<Record<string, string>>,
): (path: string) => boolean {
  const kept = new Set([
    ...(texts instanceof Map ? texts.keys() : Object.keys(texts)),
    ...[pipelineFile, ...pipelineFiles].map(lockFileOf),
  ]);
  return (path) => kept.has(path) || isMade(pipeline, path) || isOwn(path);
}

/**
 * @returns the code of a queued experiment by path, as far as it may differ from what lies there
 * @throws DomainError 'experiment/data-missing' where the commit is gone that it was queued at
 */
export async function queuedCode(
  workspace: Workspace,
  book: ExperimentBook,
  { baseline, files }: QueuedCode,
  queued: QueuedExperiment,
  pipeline: Pipeline,
): Promise<Map<string, CodeFile>> {
  const wanted = new Map<string, CodeFile>(Object.entries(files));
  if (baseline === null) return wanted;
  const pipelineFiles = await workspace.pipelineFiles();
  const isOther = isNoCode(workspace, pipeline, pipelineFiles, queued.files);
  const store = await book.store();
  const { changed } = await store.code(baseline).catch((cause: unknown) => {
    if (!(cause instanceof DomainError) || cause.code !== 'git/failed') throw cause;
    throw new DomainError(
      'experiment/data-missing',
      `'${queued.name}' was queued at commit ${baseline.slice(0, 10)}, which git has no more. Forget it (docket exp remove ${queued.name}) and queue it anew.`,
      {},
      { cause },
    );
  });
  const paths = [...changed]
    .filter(([path, file]) => !wanted.has(path) && !isOther(path) && file?.link !== true)
    .map(([path]) => path);
  for (const [path, file] of await store.codeAt(baseline, paths))
    wanted.set(path, file && codeFile(file.bytes, file.executable));
  return wanted;
}

/** @returns md5 by path of what stages read and no stage makes, without code; what is not there is left out */
export async function dataRead(
  workspace: Workspace,
  pipeline: Pipeline,
  stages: readonly StageSpec[],
  isCode: (path: string) => boolean,
): Promise<Record<string, string>> {
  const made = pipeline.stages.flatMap(({ outputs, source }) =>
    source === undefined ? outputs.map(({ path }) => path) : [],
  );
  const found: Record<string, string> = {};
  for (const { deps, each } of stages) {
    const inputs = deps.map(({ path }) => ({ path, meant: (_file: string): boolean => true }));
    if (each !== null) {
      const glob = itemGlob(each);
      inputs.push({ path: glob.base, meant: glob.matches });
    }
    for (const { path, meant } of inputs) {
      if (path === '' || path in found || isCode(path)) continue;
      if (made.some((output) => isWithin(path, output))) continue;
      const inner = made.filter((output) => overlaps(output, path));
      const isMeant = (file: string) => meant(file) && !inner.some((output) => isWithin(file, output));
      const md5 = treeOf(path, await workspace.files.scan(path, isMeant))?.md5;
      if (md5 !== undefined) found[path] = md5;
    }
  }
  return found;
}

/** Pipeline, params and what else a queued experiment brings as text; all other files as they lie there. */
export function queuedTexts({ directory }: Workspace, { files }: QueuedExperiment): ReadText {
  const there = textsOf(directory);
  return async (file) => files[file] ?? there(file);
}
