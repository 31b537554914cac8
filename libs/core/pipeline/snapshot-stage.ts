/** Looks at what a stage reads and makes, as it is now. */

import { compareCodePoints } from '#contracts/compare-code-points.js';
import type { OutputSpec, StageSpec } from '#contracts/pipeline.js';
import type { LockEntry, LockedStage, PipelineLock } from '#contracts/pipeline-lock.schema.js';
import type { ArtifactKind } from '#contracts/stage.js';
import { type ItemGlob, itemGlob } from './glob.js';
import { inTodaysHashes } from './old-hashes.js';
import type { RunWorld } from './run-world.js';
import { platformCommand, shellCommand } from './stage-command.js';
import { lockEntry, type Tree } from './tree.js';
import { type KnownTrees, viewTree } from './view-tree.js';

export interface StageView {
  spec: StageSpec;
  /** Of the first input of a stage of the platform; null for commands. */
  kind: ArtifactKind | null;
  cmd: LockedStage['cmd'];
  params: Record<string, Record<string, unknown>>;
  /** The files of `each:`; null without. */
  items: Tree | null;
  glob: ItemGlob | null;
  /** By position of `deps`; null where missing. */
  deps: (Tree | null)[];
  /** By position of `outputs`; null where missing. */
  outputs: (Tree | null)[];
}

/** @param known outputs of stages before it: as this run made them, or as a plan foresees them */
export async function viewStage(
  world: RunWorld,
  spec: StageSpec,
  known: KnownTrees = new Map(),
): Promise<StageView> {
  const glob = spec.each === null ? null : itemGlob(spec.each);
  const deps: (Tree | null)[] = [];
  for (const { path } of spec.deps) deps.push(await viewTree(world, path, known));
  const outputs: (Tree | null)[] = [];
  for (const { path } of spec.outputs) outputs.push(await viewPath(world, path));
  const items = glob === null ? null : await viewTree(world, glob.base, known, glob.matches);
  const definition = spec.uses === null ? undefined : world.definitions[spec.uses];
  const [first] = Object.values((definition?.inputs ?? {}) as Record<string, { kind: ArtifactKind }>);
  const kind = first?.kind ?? null;
  return {
    spec,
    kind,
    cmd: await stageCommand(world, spec),
    params: await world.params(spec),
    items,
    glob,
    deps,
    outputs,
  };
}

/** As the disk has it. */
export const viewPath = (world: Pick<RunWorld, 'files'>, path: string): Promise<Tree | null> =>
  viewTree(world, path);

async function stageCommand(world: RunWorld, spec: StageSpec): Promise<LockedStage['cmd']> {
  const definition = spec.uses === null ? undefined : world.definitions[spec.uses];
  if (definition === undefined) return shellCommand(spec);
  const engines = await world.invoker.engines(definition.name);
  return platformCommand({ stage: definition.name, version: definition.version, engines });
}

/** How the lock names the files of an `each:`: by their directory where that is all of it. */
export const itemsPath = (glob: ItemGlob): string => (glob.whole ? glob.base : glob.pattern);

const byPath = (left: LockEntry, right: LockEntry) => compareCodePoints(left.path, right.path);
const entryOf = (written: string, tree: Tree | null): LockEntry =>
  tree === null ? { path: written } : lockEntry(written, tree);

export function depEntries(view: StageView): LockEntry[] {
  const entries = view.spec.deps.map(({ written }, index) => entryOf(written, view.deps[index] ?? null));
  if (view.glob !== null) entries.push(entryOf(itemsPath(view.glob), view.items));
  return entries.sort(byPath);
}

export function outputEntries(outputs: readonly OutputSpec[], trees: readonly (Tree | null)[]): LockEntry[] {
  return outputs.map(({ written }, index) => entryOf(written, trees[index] ?? null)).sort(byPath);
}

/** A stage's entry in the lock; empty parts are left out, as DVC does. */
export function lockedStage(view: StageView, outputs: readonly (Tree | null)[] = view.outputs): LockedStage {
  const deps = depEntries(view);
  const outs = outputEntries(view.spec.outputs, outputs);
  return {
    cmd: view.cmd,
    ...(deps.length > 0 && { deps }),
    ...(Object.keys(view.params).length > 0 && { params: view.params }),
    ...(outs.length > 0 && { outs }),
  };
}

/**
 * What is kept of the stage's last run; of data that people put there, what its `.dvc` file says.
 * @param view of the stage as it is now, to be compared with it
 */
export async function lockedOf(
  world: Pick<RunWorld, 'lockStore' | 'files'>,
  lock: PipelineLock,
  { name, source, outputs }: StageSpec,
  view?: StageView,
): Promise<LockedStage | undefined> {
  const locked = source === undefined ? lock.stages?.[name] : await ofSource(world, source, outputs);
  if (locked === undefined || view === undefined) return locked;
  const { deps } = view.spec;
  const trees = new Map([
    ...deps.map(({ written }, index) => [written, view.deps[index] ?? null] as const),
    ...outputs.map(({ written }, index) => [written, view.outputs[index] ?? null] as const),
  ]);
  return inTodaysHashes(world.files, locked, trees);
}

async function ofSource(
  { lockStore }: Pick<RunWorld, 'lockStore'>,
  source: string,
  outputs: readonly OutputSpec[],
): Promise<LockedStage> {
  const entries = await lockStore.readSource(source);
  return { cmd: '', outs: entries.map((entry, index) => ({ ...entry, path: outputs[index]!.written })) };
}
