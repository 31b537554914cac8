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
import {
  presentState,
  statePipeline,
  stateText,
  stateTreesOf,
  type WorkspaceState,
} from '../workspace-states.js';
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
  /** Outputs that were not there; what experiments make of them goes again. */
  absent?: string[];
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
  const made = (await statePipeline(present)).stages.flatMap((stage) => stage.outputs);
  const absent = made.map(({ path }) => path).filter((path) => !existsSync(workspace.files.absolute(path)));
  const { pipelineFile } = workspace;
  save(workspace, { about, pipelineFile, pipelineFiles, texts, outputs, absent, written: {} });
}

/** Before an experiment's texts are put in place. */
export function noteWritten(workspace: Workspace, written: Readonly<Record<string, string>>): void {
  const note = read(workspace);
  if (note !== null) save(workspace, { ...note, written, writtenBefore: note.written });
}

/**
 * Puts an experiment's texts in place, noted first.
 * @returns where files lie that somebody had written since the experiment before it, or since the note
 */
export async function putInPlace(
  workspace: Workspace,
  texts: ReadonlyMap<string, string>,
): Promise<string[]> {
  const { about, texts: original, written } = read(workspace)!;
  // Of what the one before wrote and this one does not: it must not run with the other's.
  const others = Object.entries(written).filter(([path]) => !texts.has(path));
  const all = new Map([...others.map(([path, text]) => [path, original[path] ?? text] as const), ...texts]);
  const present = presentState(workspace);
  const changes = new Map<string, { text: string; before: string | null }>();
  for (const [path, text] of all) {
    if ((await stateText(present, path)) === text) continue;
    const expected = written[path] ?? original[path] ?? null;
    changes.set(path, { text, before: expected === null ? null : md5Of(expected) });
  }
  noteWritten(workspace, Object.fromEntries(all));
  if (changes.size === 0) return [];
  const nothing = { writes: [], removes: [], directories: [] };
  return (await changeFiles(workspace, present, about, nothing, changes)).kept;
}

/** What lies in the workspace stays: it is the experiment's now. */
export function forgetReturn(workspace: Workspace): void {
  rmSync(returnNoteOf(workspace), { force: true });
}

export interface Returned {
  /** The command that had changed it. */
  about: string;
  /** Where files lie that a user wrote meanwhile. */
  kept: string[];
  /** Outputs that are not as they were, since the cache was cleared meanwhile; `repro` makes them. */
  lacking: string[];
}

/** What `returnWorkspace` would change, and whose command made it necessary. @returns null where no queue had begun */
export async function pendingReturn(
  workspace: Workspace,
): Promise<{ about: string; paths: string[]; edited: string[] } | null> {
  const note = read(workspace);
  if (note === null) return null;
  const texts = await textsToReturn(workspace, note);
  const paths = [...texts.keys()];
  const trees = await stateTreesOf(workspace, stateBefore(workspace, note)).catch(() => []);
  for (const { path, role, entry, includes } of trees) {
    if (role !== 'output' || !note.outputs.includes(path)) continue;
    if (treeOf(path, await workspace.files.scan(path, includes))?.md5 !== entry.md5) paths.push(path);
  }
  for (const path of note.absent ?? []) if (existsSync(workspace.files.absolute(path))) paths.push(path);
  const edited = [...texts].filter(([, { edited }]) => edited).map(([path]) => path);
  return { about: note.about, paths: [...new Set(paths)], edited };
}

interface TextToReturn {
  text: string | null;
  /** md5 of what may be replaced; unset: whatever lies there. */
  before?: string | null;
  /** Whether somebody wrote into it besides the experiments. */
  edited: boolean;
}

async function textsToReturn(workspace: Workspace, note: ReturnNote): Promise<Map<string, TextToReturn>> {
  const lockFiles = filesOf(note).map(lockFileOf);
  const texts = new Map<string, TextToReturn>();
  const present = presentState(workspace);
  for (const [path, text] of Object.entries(note.texts)) {
    const now = await stateText(present, path);
    if (now === text) continue;
    // Stages write the lock as they go.
    if (lockFiles.includes(path)) {
      texts.set(path, { text, edited: false });
      continue;
    }
    const former = note.writtenBefore?.[path];
    const written = former === now ? former : note.written[path];
    const before = written === undefined ? null : md5Of(written);
    texts.set(path, { text, before, edited: now !== null && now !== written });
  }
  return texts;
}

const filesOf = ({ pipelineFile, pipelineFiles }: ReturnNote): string[] => pipelineFiles ?? [pipelineFile];

function stateBefore(workspace: Workspace, note: ReturnNote): WorkspaceState {
  const present = presentState(workspace);
  return {
    label: 'the workspace before the queue ran',
    pipelineFile: note.pipelineFile,
    pipelineFiles: async () => filesOf(note),
    read: async (path) => {
      const text = note.texts[path];
      return text == null ? (path in note.texts ? null : present.read(path)) : Buffer.from(text);
    },
  };
}

/** @returns null where no queue had begun */
export async function returnWorkspace(workspace: Workspace): Promise<Returned | null> {
  const note = read(workspace);
  if (note === null) return null;
  const texts = await textsToReturn(workspace, note);
  const before = stateBefore(workspace, note);
  const lacking: string[] = [];
  for (;;) {
    const outputs = note.outputs.filter((path) => !lacking.includes(path));
    try {
      const plan = await returnPlan(workspace, before, outputs, note.absent ?? []);
      const { kept } = await changeFiles(workspace, before, note.about, plan, texts);
      await releaseLive(workspace);
      forgetReturn(workspace);
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
  absent: readonly string[],
): Promise<RestorePlan> {
  const trees = await stateTreesOf(workspace, before);
  const wanted = trees.filter(({ path, role }) => role === 'output' && outputs.includes(path));
  const found = await wantedTrees(workspace, before, wanted);
  // What a killed stage or somebody else made there stays in the cache.
  for (const { tree, current } of found)
    if (current !== null && current.md5 !== tree.entry.md5) await storeTree(workspace, current);
  const plan = planRestore(found);
  for (const path of absent) {
    const tree = treeOf(path, await workspace.files.scan(path));
    if (tree === null) continue;
    await storeTree(workspace, tree);
    plan.removes.push(...tree.files.map((file) => ({ path: file.path, before: file.md5 })));
  }
  return plan;
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
