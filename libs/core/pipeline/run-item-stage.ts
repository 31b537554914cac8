/**
 * Runs a stage file by file: what is recorded is reused, the rest runs in parallel, each result kept at once.
 *
 *   file ─► fingerprint ─► recorded? ─ yes ─► in place? ─ no ─► from the cache (damaged: as not recorded)
 *                             └ no ─► run ─► cache ─► record ─► workspace
 *
 * A result that lacks what another try may give is used, and made again by the next run.
 */

import { compareCodePoints } from '#contracts/compare-code-points.js';
import { untoldDiskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ItemCounts, ItemFailure, StageWarning } from '#contracts/pipeline-event.js';
import { visible, visibleLines } from '#contracts/visible-text.js';
import type { ItemRecord } from '#ports/item-index.port.js';
import type { FileState } from '#ports/workspace-files.port.js';
import { inputChanged } from './artifact-files.js';
import { isOfDocuments, noMatch } from './check-inputs.js';
import { type ExecuteItem, itemExecutor } from './item-executor.js';
import { itemKeys } from './item-key.js';
import { itemSlots } from './item-slots.js';
import { unreadableItems } from './items-ahead.js';
import { rememberListings } from './keep-outputs.js';
import { knownResults, outputPathOf } from './known-results.js';
import type { Run } from './run.js';
import { changedInput, fromOthers, interrupted } from './run-whole-stage.js';
import { emptyFolders, mayPass, warningsOf, worthTrying } from './shortfalls.js';
import { type StageView, viewPath } from './snapshot-stage.js';
import type { Tree } from './tree.js';

export interface ItemStageResult {
  outputs: Tree[];
  items: ItemCounts;
  failures: ItemFailure[];
  warnings: StageWarning[];
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
  'pipeline/worker-lost',
  'internal/unexpected',
]);
/** Seconds between two progress events: smooth to the eye, cheap for a stream. */
const PROGRESS_INTERVAL = 0.1;

export async function runItemStage(run: Run, view: StageView): Promise<ItemStageResult> {
  const { world, request } = run;
  const { spec } = view;
  const unreadable = view.items?.unreadable ?? [];
  const files = view.items?.files ?? [];
  if (files.length === 0 && unreadable.length === 0) throw nothingToDo(run, view);

  const inPlace = await clearedOutputs(world, view);
  const keyOf = itemKeys(view);
  const { records, ofLock } = await knownResults(world, view, run.lock.stages?.[spec.name], keyOf);
  for (const record of ofLock) world.items.append(spec.name, record);
  const execute = await itemExecutor(run, view);
  const { slots, atOnce, note } = itemSlots(run, spec);
  const counts: ItemCounts = {
    total: files.length + unreadable.length,
    ran: 0,
    cached: 0,
    failed: unreadable.length,
  };
  const failures = unreadableItems({ unreadable });
  const passing: ItemFailure[] = [];
  const warnings: StageWarning[] = emptyFolders(view);
  const running = new Map<string, Promise<ItemRecord>>();
  const recorded: string[] = [];
  const made = new Set<string>();
  const wanted = spec.outputs.map(() => new Set<string>());
  let fatal: unknown = null;
  let lastProgress = 0;
  const progress = (force = false) => {
    const now = world.clock();
    if (!force && now - lastProgress < PROGRESS_INTERVAL) return;
    lastProgress = now;
    const done = counts.ran + counts.cached + counts.failed;
    const workers = note();
    const about = workers === undefined ? {} : { note: workers };
    request.onEvent({ type: 'stage-progress', stage: spec.name, done, ...counts, ...about });
  };

  const finish = async (file: FileState): Promise<void> => {
    const key = keyOf(file);
    const targets = spec.outputs.map((output) => outputPathOf(view, file.path, output.path));
    let record = (await running.get(key)) ?? records.get(key);
    let partial: ItemRecord | undefined;
    let isRemade = false;
    if (record !== undefined && worthTrying(record, spec, request.force)) {
      // A file of the same content may have had its turn in this run.
      isRemade = made.has(key);
      if (isRemade) record = (await running.get(key)) ?? records.get(key);
      else {
        const isPart = record.outputs !== undefined && record.tries !== undefined;
        if (isPart && (await place(record, targets))) partial = record;
        record = undefined;
      }
    }
    if (record?.outputs !== undefined && !(await place(record, targets))) record = undefined;
    const reused = record !== undefined && !isRemade;
    if (record === undefined) {
      made.add(key);
      const work = partial === undefined ? execute(file, key) : onceMore(execute, file, partial);
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
      warnings.push(...warningsOf(file.path, record));
      for (const [index, target] of targets.entries()) wanted[index]!.add(target);
    }
  };

  /** What is in place may be lost from the cache. */
  const keep = async (index: number, target: string, md5: string): Promise<void> => {
    if (!spec.outputs[index]!.cache || (await world.cache.has(md5))) return;
    if ((await world.cache.store(world.files.absolute(target))) !== md5) throw inputChanged(target);
  };

  const place = async (record: ItemRecord, targets: string[]): Promise<boolean> => {
    for (const [index, target] of targets.entries()) {
      const md5 = record.outputs![index]!;
      if (inPlace[index]!.get(target) === md5) {
        await keep(index, target, md5);
        continue;
      }
      if (!(await world.cache.install(md5, world.files.absolute(target), false))) return false;
    }
    return true;
  };

  const queue = files[Symbol.iterator]();
  const worker = async () => {
    for (const file of queue) {
      if (fatal !== null || request.signal.aborted) return;
      try {
        await slots.use(file.size, () => finish(file));
      } catch (error) {
        if (request.signal.aborted) return;
        const failure = failureOf(file.path, error);
        if (!PASSING.has(failure.code) || ofAllFiles(error, file)) {
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
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, worker));
  if (request.signal.aborted) throw interrupted(spec.name);
  // What fails the stage comes first.
  const failed = [...passing, ...failures];
  if (fatal !== null) throw stoppedAt(fatal, failed, counts);
  progress(true);

  const changed = await changedInput(run, view);
  if (changed !== null) {
    // What was made with inputs that nobody can name any more must not be found by the next run.
    for (const key of recorded) world.items.append(spec.name, { key });
    throw inputChanged(changed);
  }
  if (passing.length > 0 || failures.length === counts.total) throw itemsFailed(spec.name, failed, counts);
  const outputs: Tree[] = [];
  for (const [index, output] of spec.outputs.entries())
    outputs.push(await tidyOutput(run, output.path, wanted[index]!));
  await rememberListings(world, [view.items, ...view.deps]);
  failures.sort(byPath);
  warnings.sort((left, right) => compareCodePoints(left.path!, right.path!));
  return { outputs, items: counts, failures, warnings };
}

/** Of each output, what lies there where nothing is in the way of what is to come: md5s by path. */
async function clearedOutputs(world: Run['world'], view: StageView): Promise<Map<string, string>[]> {
  const items = view.items?.files ?? [];
  const inPlace: Map<string, string>[] = [];
  for (const [index, { path }] of view.spec.outputs.entries()) {
    const targets = items.map((item) => outputPathOf(view, item.path, path));
    const cleared = await world.files.makeWay(path, targets);
    const tree = cleared ? await viewPath(world, path) : view.outputs[index];
    inPlace.push(new Map(tree?.files.map((file) => [file.path, file.md5])));
  }
  return inPlace;
}

/** Tries for the whole result where a run before had a part of it, which is kept where this try fails altogether. */
async function onceMore(execute: ExecuteItem, file: FileState, partial: ItemRecord): Promise<ItemRecord> {
  const tries = partial.tries! + 1;
  try {
    const record = await execute(file, partial.key);
    return record.tries === undefined ? record : { ...record, tries };
  } catch (error) {
    if (!(error instanceof DomainError) || !mayPass(error)) throw error;
    return { ...partial, tries };
  }
}

/** Removes what no file of today stands behind, then keeps the directory object. */
async function tidyOutput({ world }: Run, path: string, wanted: ReadonlySet<string>): Promise<Tree> {
  await world.files.makeDirectory(path);
  let tree = (await viewPath(world, path))!;
  const extra = tree.files.filter((file) => !wanted.has(file.path));
  await world.files.removeFiles(
    path,
    extra.map((file) => file.path),
  );
  if (extra.length > 0) {
    await world.files.removeEmptyDirectories(path);
    tree = (await viewPath(world, path))!;
  }
  await world.cache.put(Buffer.from(tree.listing!), tree.md5);
  return tree;
}

function failureOf(path: string, thrown: unknown): ItemFailure {
  const error = untoldDiskError(thrown) ?? thrown;
  if (error instanceof DomainError) return { path, code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return {
    path,
    code: 'internal/unexpected',
    message: `${message} (a fault of Docket itself; please report it)`,
  };
}

/** Something that every file is worked on with has changed. */
const ofAllFiles = (error: unknown, file: FileState): boolean =>
  error instanceof DomainError && error.code === 'pipeline/input-changed' && error.details.path !== file.path;

const byPath = (left: ItemFailure, right: ItemFailure): number => compareCodePoints(left.path, right.path);

/** With how far it came, for the table of results. */
function stoppedAt(error: unknown, failed: readonly ItemFailure[], items: ItemCounts): unknown {
  if (!(error instanceof DomainError)) return error;
  const details = { ...error.details, failures: [...failed].sort(byPath), items };
  return new DomainError(error.code, error.message, details, { cause: error });
}

function itemsFailed(stage: string, failures: readonly ItemFailure[], counts: ItemCounts): DomainError {
  const lines = failures.slice(0, 5).map(({ path, code, message }) => {
    // A reason that names the file needs no name before it.
    const place = message.startsWith(`${path} `) ? '' : `${visible(path)}: `;
    return `    ${place}${visibleLines(message)} (${code})`;
  });
  if (failures.length > 5) lines.push(`    … and ${failures.length - 5} more`);
  const kept = counts.ran + counts.cached;
  return new DomainError(
    'pipeline/stage-failed',
    `Stage '${stage}' could not handle ${failures.length} of ${counts.total} files${kept > 0 ? ` (${kept} are done and kept)` : ''}:\n${lines.join('\n')}`,
    { failures: [...failures].sort(byPath), items: counts },
  );
}

function nothingToDo(run: Run, view: StageView): DomainError {
  const { spec, glob } = view;
  const elsewhere = fromOthers(glob!.base, run);
  return isOfDocuments(spec) && glob!.whole
    ? new DomainError(
        'dataset/empty',
        `data/raw has no documents. Put scans into data/raw/<class>/ (one folder for each class), then run again; \`docket init DIR --sample\` makes a workspace with examples.`,
      )
    : new DomainError(
        'pipeline/missing-input',
        elsewhere === undefined
          ? `each of stage '${spec.name}': ${noMatch(spec.each!, glob!.base, false)}`
          : `each of stage '${spec.name}': no file matches ${spec.each}, which another stage makes; ${elsewhere}`,
      );
}
