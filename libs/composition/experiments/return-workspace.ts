/**
 * Brings a workspace back to how it was before the queue ran in it, also where the queue was killed half-way:
 *
 *   .docket/experiments/return.json   what to go back to; written before the first experiment, removed at the end
 */
import { existsSync, rmSync } from 'node:fs';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { DomainError } from '#contracts/domain-error.js';
import type { CodeFile } from '#contracts/experiment.schema.js';
import { md5Of } from '#core/pipeline/directory-object.js';
import { storeTree } from '#core/pipeline/keep-outputs.js';
import { planRestore, type RestorePlan } from '#core/pipeline/plan-restore.js';
import { treeOf } from '#core/pipeline/tree.js';
import { releaseLive } from '../models/model-choice.js';
import type { Workspace } from '../open-workspace.js';
import type { WorkspaceState } from '../workspace-state.js';
import { presentState, statePipeline, stateText, stateTreesOf } from '../workspace-states.js';
import { changeFiles, wantedTrees } from './change-files.js';
import { type CodeChanges, codeChanges, codeMd5, codeNow } from './code-files.js';
import { type ReturnNote, readReturnNote, returnNoteOf, saveReturnNote } from './return-note.js';

/**
 * @param paths texts that experiments change
 * @param code paths of the code that they change
 * @param stays whether params that were set stay when the experiment has run
 */
export async function noteReturn(
  workspace: Workspace,
  about: string,
  paths: readonly string[],
  { code = [], stays = false }: { code?: readonly string[]; stays?: boolean } = {},
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
  const files: NonNullable<ReturnNote['code']> = {};
  for (const path of code) {
    const now = codeNow(workspace, path);
    if (now !== undefined) files[path] = now;
  }
  const { pipelineFile } = workspace;
  const what = { about, pipelineFile, pipelineFiles, stays };
  saveReturnNote(workspace, { ...what, texts, outputs, absent, code: files, written: {} });
}

/** Before an experiment's texts are put in place. */
export function noteWritten(workspace: Workspace, written: Readonly<Record<string, string>>): void {
  const note = readReturnNote(workspace);
  if (note !== null) saveReturnNote(workspace, { ...note, written, writtenBefore: note.written });
}

export interface Placement {
  texts: ReadonlyMap<string, string>;
  code: ReadonlyMap<string, CodeFile>;
  /** Outputs that the run brings up to date itself, whatever lies there. */
  made: ReadonlySet<string>;
}

/**
 * Puts an experiment's texts and code in place, noted first. All that the experiment before it left is as it was before
 * that one: lock, code, and outputs that this one does not make. So each says what differs from the workspace.
 * @returns where files lie that somebody had written since the experiment before it, or since the note
 */
export async function putInPlace(workspace: Workspace, { texts, code, made }: Placement): Promise<string[]> {
  const note = readReturnNote(workspace)!;
  const { texts: original, written } = note;
  // Of what the one before wrote and this one does not: it must not run with the other's.
  const others = Object.entries(written).filter(([path]) => !texts.has(path));
  const all = new Map([...others.map(([path, text]) => [path, original[path] ?? text] as const), ...texts]);
  const present = presentState(workspace);
  const changes = new Map<string, TextChange>();
  for (const [path, text] of all) {
    if ((await stateText(present, path)) === text) continue;
    const expected = written[path] ?? original[path] ?? null;
    changes.set(path, { text, before: expected === null ? null : md5Of(expected) });
  }
  for (const path of filesOf(note).map(lockFileOf)) {
    const text = original[path];
    if (text !== undefined && (await stateText(present, path)) !== text) changes.set(path, { text });
  }
  const blocked = [...code].filter(([path]) => codeNow(workspace, path) === undefined);
  const wanted = new Map([...codeOf(note, code), ...blocked]);
  const inPlace = await codeChanges(workspace, wanted, (path) => oursAt(note, path));
  const isFirst = Object.keys(written).length === 0;
  saveReturnNote(workspace, {
    ...{ ...note, written: Object.fromEntries(all), writtenBefore: written },
    codeWritten: codeWrittenWith(note, code),
  });
  const isLeft = (path: string) => !made.has(path);
  const outputs = isFirst ? [] : note.outputs.filter(isLeft);
  const absent = isFirst ? [] : (note.absent ?? []).filter(isLeft);
  return (await changeBack(workspace, note, { outputs, absent, texts: changes, code: inPlace })).kept;
}

/** What lies at each path that is changed while experiments run: the experiment's, else what was there. */
const codeOf = ({ code = {} }: ReturnNote, wanted: Placement['code']): Map<string, CodeFile> =>
  new Map(Object.entries(code).map(([path, file]) => [path, wanted.has(path) ? wanted.get(path)! : file]));

/** What the experiments, or the workspace before them, had there. */
const oursAt = ({ code = {}, codeWritten = {} }: ReturnNote, path: string): Set<string | null> =>
  new Set([codeMd5(code[path]), ...(codeWritten[path] ?? [])]);

function codeWrittenWith(
  { code = {}, codeWritten = {} }: ReturnNote,
  wanted: Placement['code'],
): NonNullable<ReturnNote['codeWritten']> {
  const all = { ...codeWritten };
  for (const [path, file] of wanted)
    if (path in code) all[path] = [...new Set([...(all[path] ?? []), codeMd5(file)])];
  return all;
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
  const note = readReturnNote(workspace);
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
  for (const [path, file] of Object.entries(note.code ?? {})) {
    const now = codeMd5(codeNow(workspace, path));
    if (now === codeMd5(file)) continue;
    paths.push(path);
    if (!oursAt(note, path).has(now)) edited.push(path);
  }
  return { about: note.about, paths: [...new Set(paths)], edited };
}

interface TextChange {
  text: string | null;
  /** md5 of what may be replaced; unset: whatever lies there. */
  before?: string | null;
}

interface TextToReturn extends TextChange {
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
  const note = readReturnNote(workspace);
  if (note === null) return null;
  const texts = await textsToReturn(workspace, note);
  const code = await codeChanges(workspace, codeOf(note, new Map()), (path) => oursAt(note, path));
  const { outputs, absent = [] } = note;
  const { kept, lacking } = await changeBack(workspace, note, { outputs, absent, texts, code });
  await releaseLive(workspace);
  forgetReturn(workspace);
  return { about: note.about, kept, lacking };
}

/** Outputs as they were before the experiments, and whatever texts and code are to lie there. */
async function changeBack(
  workspace: Workspace,
  note: ReturnNote,
  want: {
    outputs: readonly string[];
    absent: readonly string[];
    texts: ReadonlyMap<string, TextChange>;
    code: CodeChanges;
  },
): Promise<{ kept: string[]; lacking: string[] }> {
  const before = stateBefore(workspace, note);
  const lacking: string[] = [];
  for (;;) {
    const outputs = want.outputs.filter((path) => !lacking.includes(path));
    try {
      const plan = await returnPlan(workspace, before, outputs, want.absent);
      const writes = [...plan.writes, ...want.code.writes];
      const removes = [...plan.removes, ...want.code.removes];
      if (writes.length + removes.length + plan.directories.length + want.texts.size === 0)
        return { kept: [], lacking };
      const changes = { writes, removes, directories: plan.directories };
      const { kept } = await changeFiles(workspace, before, note.about, changes, want.texts);
      return { kept, lacking };
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
