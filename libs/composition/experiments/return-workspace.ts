/**
 * Brings a workspace back to how it was before the queue ran in it, also where the queue was killed half-way:
 *
 *   .docket/experiments/return.json   what to go back to; written before the first experiment, removed at the end
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { diskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import { md5Of } from '#core/pipeline/directory-object.js';
import { storeTree } from '#core/pipeline/keep-outputs.js';
import { planRestore, type RestorePlan } from '#core/pipeline/plan-restore.js';
import { treeOf } from '#core/pipeline/tree.js';
import { releaseLive } from '../models/model-choice.js';
import type { Workspace } from '../open-workspace.js';
import { presentState, stateText, stateTreesOf, type WorkspaceState } from '../workspace-states.js';
import { changeFiles, wantedTrees } from './change-files.js';
import { returnNoteOf } from './return-note.js';

interface ReturnNote {
  about: string;
  pipelineFile: string;
  /** All files of the project; absent in notes of old, which had one. */
  pipelineFiles?: string[];
  /** Null: there was no such file. The lock is among them. */
  texts: Record<string, string | null>;
  /** Outputs that were as the lock has them, and come back so; others are left alone. */
  outputs: string[];
  /** What the running experiment wrote instead; anything else is the user's, and is kept. */
  written: Record<string, string>;
  /** What the experiment before it wrote: a kill may come when only the note is new. */
  writtenBefore?: Record<string, string>;
}

/** @param paths texts that experiments change */
export async function noteReturn(
  workspace: Workspace,
  about: string,
  paths: readonly string[],
): Promise<void> {
  const present = presentState(workspace);
  const pipelineFiles = await workspace.pipelineFiles();
  const texts: ReturnNote['texts'] = {};
  for (const path of [...paths, ...pipelineFiles.map(lockFileOf)])
    texts[path] = await stateText(present, path);
  const outputs: string[] = [];
  for (const { path, role, entry, includes } of await stateTreesOf(workspace, present)) {
    if (role !== 'output') continue;
    const tree = treeOf(path, await workspace.files.scan(path, includes));
    if (tree?.md5 !== entry.md5) continue;
    // Metrics and reports are not in the cache otherwise, and experiments write over them.
    await storeTree(workspace, tree);
    outputs.push(path);
  }
  const { pipelineFile } = workspace;
  save(workspace, { about, pipelineFile, pipelineFiles, texts, outputs, written: {} });
}

/** Before an experiment's texts are put in place. */
export function noteWritten(workspace: Workspace, written: Readonly<Record<string, string>>): void {
  const note = read(workspace);
  if (note !== null) save(workspace, { ...note, written, writtenBefore: note.written });
}

export interface Returned {
  /** The command that had changed it. */
  about: string;
  /** Where files lie that a user wrote meanwhile. */
  kept: string[];
  /** Outputs that are not as they were, since the cache was cleared meanwhile; `repro` makes them. */
  lacking: string[];
}

/** @returns null where no queue had begun */
export async function returnWorkspace(workspace: Workspace): Promise<Returned | null> {
  const note = read(workspace);
  if (note === null) return null;
  const pipelineFiles = note.pipelineFiles ?? [note.pipelineFile];
  const lockFiles = pipelineFiles.map(lockFileOf);
  const texts = new Map<string, { text: string | null; before?: string | null }>();
  const present = presentState(workspace);
  for (const [path, text] of Object.entries(note.texts)) {
    const now = await stateText(present, path);
    if (now === text) continue;
    const former = note.writtenBefore?.[path];
    const written = former === now ? former : note.written[path];
    texts.set(path, {
      text,
      // Stages write the lock as they go.
      ...(!lockFiles.includes(path) && { before: written === undefined ? null : md5Of(written) }),
    });
  }
  const before: WorkspaceState = {
    label: 'the workspace before the queue ran',
    pipelineFile: note.pipelineFile,
    pipelineFiles: async () => pipelineFiles,
    read: async (path) => {
      const text = note.texts[path];
      return text == null ? (path in note.texts ? null : present.read(path)) : Buffer.from(text);
    },
  };
  const lacking: string[] = [];
  for (;;) {
    const outputs = note.outputs.filter((path) => !lacking.includes(path));
    try {
      const plan = await returnPlan(workspace, before, outputs);
      const { kept } = await changeFiles(workspace, before, note.about, plan, texts);
      await releaseLive(workspace);
      rmSync(returnNoteOf(workspace), { force: true });
      return { about: note.about, kept, lacking };
    } catch (error) {
      // Of what the cache lacks no file is touched; all else comes back.
      const missing = missingPaths(error);
      const without = outputs.filter((path) =>
        missing.some((each) => each === path || each.startsWith(`${path}/`)),
      );
      if (without.length === 0) throw error;
      lacking.push(...without);
    }
  }
}

function missingPaths(error: unknown): string[] {
  if (!(error instanceof DomainError) || error.code !== 'experiment/data-missing') return [];
  return (error.details.missing as { path: string }[]).map(({ path }) => path);
}

async function returnPlan(
  workspace: Workspace,
  before: WorkspaceState,
  outputs: readonly string[],
): Promise<RestorePlan> {
  const trees = await stateTreesOf(workspace, before);
  const wanted = trees.filter(({ path, role }) => role === 'output' && outputs.includes(path));
  return planRestore(await wantedTrees(workspace, before, wanted));
}

function read(workspace: Workspace): ReturnNote | null {
  const path = returnNoteOf(workspace);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ReturnNote) : null;
}

function save(workspace: Workspace, note: ReturnNote): void {
  const path = returnNoteOf(workspace);
  try {
    writeWholeFile(path, JSON.stringify(note), workspace.scratch, { durable: true });
  } catch (error) {
    throw diskError(error, 'noting what the workspace is to be again', path);
  }
}
