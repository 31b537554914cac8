/**
 * Runs a stage file by file: what is recorded is reused, the rest runs in parallel, each result kept at once.
 *
 *   file ─► fingerprint ─► recorded? ─ yes ─► in place? ─ no ─► from the cache (damaged: as not recorded)
 *                             └ no ─► run ─► cache ─► record ─► workspace
 */
import { createHash } from 'node:crypto';
import { DomainError } from '#contracts/domain-error.js';
import type { ItemCounts, ItemFailure } from '#contracts/pipeline-event.js';
import type { Artifact } from '#contracts/stage.js';
import type { ItemRecord } from '#ports/item-index.port.js';
import type { FileState } from '#ports/workspace-files.port.js';
import { fileBytes, fileValue, inputChanged, loadArtifact } from './artifact-files.js';
import { canonicalJson } from './canonical-json.js';
import { md5Of } from './directory-object.js';
import { itemOutputPath } from './glob.js';
import { rememberListings } from './keep-outputs.js';
import { changedInput, interrupted, platformParams, runCommands } from './run-whole-stage.js';
import type { Run } from './run-world.js';
import { type StageView, viewPath } from './snapshot-stage.js';
import { stageProvenance } from './stage-provenance.js';
import type { Tree } from './tree.js';

export interface ItemStageResult {
  outputs: Tree[];
  items: ItemCounts;
  failures: ItemFailure[];
}

/** Failures of single files that may pass; others that are not the document's own would meet every file. */
const PASSING = new Set([
  'document/unreadable-file',
  'ocr/page-timeout',
  'ocr/engine-failed',
  'service/timeout',
  'service/busy',
  'pipeline/input-changed',
  'pipeline/command-failed',
  'pipeline/output-missing',
  'internal/unexpected',
]);
/** Seconds between two progress events: smooth to the eye, cheap for a stream. */
const PROGRESS_INTERVAL = 0.1;

export async function runItemStage(run: Run, view: StageView): Promise<ItemStageResult> {
  const { world, request } = run;
  const { spec } = view;
  const unreadable = view.items?.unreadable ?? [];
  const files = view.items?.files ?? [];
  if (files.length === 0 && unreadable.length === 0) throw nothingToDo(view);

  const records = await world.items.load(spec.name);
  const inPlace = view.outputs.map((tree) => new Map(tree?.files.map((file) => [file.path, file.md5])));
  const prefix = itemKeyPrefix(view);
  const execute = await itemExecutor(run, view);
  const counts: ItemCounts = {
    total: files.length + unreadable.length,
    ran: 0,
    cached: 0,
    failed: unreadable.length,
  };
  const failures: ItemFailure[] = unreadable.map(({ path, reason }) => ({
    path,
    code: 'document/unreadable-file',
    message: reason,
  }));
  const passing: ItemFailure[] = [];
  const running = new Map<string, Promise<ItemRecord>>();
  const recorded: string[] = [];
  const wanted = spec.outputs.map(() => new Set<string>());
  let fatal: unknown = null;
  let lastProgress = 0;
  const progress = (force = false) => {
    const now = world.clock();
    if (!force && now - lastProgress < PROGRESS_INTERVAL) return;
    lastProgress = now;
    const done = counts.ran + counts.cached + counts.failed;
    request.onEvent({ type: 'stage-progress', stage: spec.name, done, ...counts });
  };

  const finish = async (file: FileState): Promise<void> => {
    const key = md5Of(`${prefix}${file.md5}`);
    const targets = spec.outputs.map((output) => outputPathOf(view, file.path, output.path));
    let record = records.get(key) ?? (await running.get(key));
    let reused = record !== undefined;
    if (record?.outputs !== undefined && !(await place(record, targets))) record = undefined;
    if (record === undefined) {
      reused = false;
      const work = execute(file, key);
      running.set(key, work);
      try {
        record = await work;
      } finally {
        running.delete(key);
      }
      world.items.append(spec.name, record);
      records.set(key, record);
      recorded.push(key);
      if (record.outputs !== undefined && !(await place(record, targets))) {
        throw new DomainError(
          'workspace/unreadable',
          `The cache lost the result for ${file.path} at once; check the disk, then run again.`,
        );
      }
    }
    if (record.error !== undefined) {
      const failure = { path: file.path, ...record.error } as ItemFailure;
      counts.failed++;
      failures.push(failure);
      request.onEvent({ type: 'item-failed', stage: spec.name, ...failure });
    } else {
      counts[reused ? 'cached' : 'ran']++;
      for (const [index, target] of targets.entries()) wanted[index]!.add(target);
    }
  };

  const place = async (record: ItemRecord, targets: string[]): Promise<boolean> => {
    for (const [index, target] of targets.entries()) {
      const md5 = record.outputs![index]!;
      if (inPlace[index]!.get(target) === md5) continue;
      if (!(await world.cache.install(md5, world.files.absolute(target), false))) return false;
    }
    return true;
  };

  const queue = files[Symbol.iterator]();
  const worker = async () => {
    for (const file of queue) {
      if (fatal !== null || request.signal.aborted) return;
      try {
        await run.slots.use(file.size, () => finish(file));
      } catch (error) {
        if (request.signal.aborted) return;
        const failure = failureOf(file.path, error);
        if (!PASSING.has(failure.code)) {
          fatal ??= error;
          return;
        }
        counts.failed++;
        passing.push(failure);
        request.onEvent({ type: 'item-failed', stage: spec.name, ...failure });
      }
      progress();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, request.jobs) }, worker));
  if (request.signal.aborted) throw interrupted(spec.name);
  if (fatal !== null) throw fatal;
  progress(true);

  const changed = await changedInput(run, view);
  if (changed !== null) {
    // What was made with inputs that nobody can name any more must not be found by the next run.
    for (const key of recorded) world.items.append(spec.name, { key });
    throw inputChanged(changed);
  }
  if (passing.length > 0) throw itemsFailed(spec.name, passing, counts);
  if (failures.length === counts.total) throw itemsFailed(spec.name, failures, counts);
  const outputs: Tree[] = [];
  for (const [index, output] of spec.outputs.entries())
    outputs.push(await tidyOutput(run, output.path, wanted[index]!));
  await rememberListings(world, [view.items, ...view.deps]);
  failures.sort((left, right) => (left.path < right.path ? -1 : 1));
  return { outputs, items: counts, failures };
}

/** Removes what no file of today stands behind, then keeps the directory object. */
async function tidyOutput({ world }: Run, path: string, wanted: ReadonlySet<string>): Promise<Tree> {
  await world.files.makeDirectory(path);
  let tree = (await viewPath(world, path))!;
  const extra = tree.files.filter((file) => !wanted.has(file.path));
  for (const file of extra) await world.files.remove(file.path);
  if (extra.length > 0) {
    await world.files.removeEmptyDirectories(path);
    tree = (await viewPath(world, path))!;
  }
  await world.cache.put(Buffer.from(tree.listing!), tree.md5);
  return tree;
}

export function outputPathOf(view: StageView, item: string, directory: string): string {
  return itemOutputPath(item, view.glob!.base, directory, view.kind);
}

/** Everything of an item's fingerprint but its content. The item's name is not in it: a renamed file is the same work. */
export function itemKeyPrefix(view: StageView): string {
  const deps = view.deps.map((tree) => tree?.md5 ?? null);
  return createHash('sha256')
    .update(canonicalJson([view.cmd, view.params, deps]))
    .digest('hex');
}

/** @returns runs one item and keeps its outputs in the cache */
async function itemExecutor(
  run: Run,
  view: StageView,
): Promise<(file: FileState, key: string) => Promise<ItemRecord>> {
  const { world, request } = run;
  const { spec } = view;
  if (spec.uses === null) {
    return async (file, key) => {
      const made = await Promise.all(spec.outputs.map(() => world.files.temporary()));
      try {
        await runCommands(run, view, itemEnvironment(world.files.absolute(file.path), made));
        const [now] = (await world.files.scan(file.path)).files;
        if (now?.md5 !== file.md5) throw inputChanged(file.path);
        return { key, outputs: await storeMade(run, spec.name, file, made) };
      } finally {
        for (const path of made) await world.files.discard(path);
      }
    };
  }
  const definition = world.definitions[spec.uses]!;
  const [first, ...others] = Object.entries(definition.inputs as Record<string, Artifact<unknown>>);
  const outputs = Object.entries(definition.outputs as Record<string, Artifact<unknown>>);
  const rest: Record<string, unknown> = {};
  for (const [index, [name, artifact]] of others.entries()) {
    const tree = view.deps[index];
    if (tree) rest[name] = await loadArtifact(world, artifact, tree);
  }
  const params = platformParams(view);
  let provenance: Awaited<ReturnType<typeof stageProvenance>> | undefined;
  return async (file, key) => {
    provenance ??= await stageProvenance(run, view);
    const context = {
      signal: request.signal,
      progress: () => undefined,
      log: (line: string) => request.onEvent({ type: 'log', stage: spec.name, line }),
      provenance,
    };
    try {
      const bytes = await world.files.read(file.path);
      if (md5Of(bytes) !== file.md5) throw inputChanged(file.path);
      const inputs = { ...rest, [first![0]]: fileValue(first![1], file.path, bytes) };
      const made = await world.invoker.invoke({ stage: definition.name, inputs, params, context });
      const kept: string[] = [];
      for (const [name, artifact] of outputs)
        kept.push(await world.cache.put(fileBytes(artifact, made[name], false)));
      return { key, outputs: kept };
    } catch (error) {
      // The same bytes would fail the same way: worth remembering. A file that cannot be opened may be mended.
      if (!(error instanceof DomainError) || !error.code.startsWith('document/')) throw error;
      if (error.retryable || error.code === 'document/unreadable-file') throw error;
      return { key, error: { code: error.code, message: error.message } };
    }
  };
}

function itemEnvironment(item: string, made: readonly string[]): Record<string, string> {
  const outputs = made.map((path, index) => [
    index === 0 ? 'DOCKET_OUTPUT' : `DOCKET_OUTPUT_${index + 1}`,
    path,
  ]);
  return { DOCKET_ITEM: item, ...Object.fromEntries(outputs) };
}

async function storeMade(
  { world }: Run,
  stage: string,
  file: FileState,
  made: readonly string[],
): Promise<string[]> {
  const outputs: string[] = [];
  for (const path of made) {
    try {
      outputs.push(await world.cache.store(path));
    } catch (error) {
      if (error instanceof DomainError) throw error;
      throw new DomainError(
        'pipeline/output-missing',
        `Stage '${stage}' made no output for ${file.path}; write it to $DOCKET_OUTPUT.`,
      );
    }
  }
  return outputs;
}

function failureOf(path: string, error: unknown): ItemFailure {
  if (error instanceof DomainError) return { path, code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return {
    path,
    code: 'internal/unexpected',
    message: `${message} (a fault of Docket itself; please report it)`,
  };
}

function itemsFailed(stage: string, failures: readonly ItemFailure[], counts: ItemCounts): DomainError {
  const lines = failures.slice(0, 5).map(({ path, code, message }) => `    ${path}: ${message} (${code})`);
  if (failures.length > 5) lines.push(`    … and ${failures.length - 5} more`);
  const kept = counts.ran + counts.cached;
  return new DomainError(
    'pipeline/stage-failed',
    `Stage '${stage}' could not handle ${failures.length} of ${counts.total} files${kept > 0 ? ` (${kept} are done and kept)` : ''}:\n${lines.join('\n')}`,
    { failures: failures.map(({ path, code }) => ({ path, code })), items: counts },
  );
}

function nothingToDo(view: StageView): DomainError {
  const { spec, glob } = view;
  const where = glob!.base;
  return where === 'data/raw'
    ? new DomainError(
        'dataset/empty',
        `data/raw has no documents. Put scans into data/raw/<class>/ (one folder for each class), then run again; \`docket init DIR --sample\` makes a workspace with examples.`,
      )
    : new DomainError(
        'pipeline/missing-input',
        `No file matches each: ${spec.each} of stage '${spec.name}'. Put files into ${where === '' ? 'the workspace' : where}, or mend the glob.`,
      );
}
