/** Runs a stage that sees all its inputs at once: one of the platform's, or a command. */
import { DomainError } from '#contracts/domain-error.js';
import type { OutputSpec, StageSpec } from '#contracts/pipeline.js';
import type { Artifact, Shortfall } from '#contracts/stage.js';
import { inputChanged, loadArtifact, saveArtifact } from './artifact-files.js';
import { paramChanges } from './describe-changes.js';
import { rememberListings, storeTree } from './keep-outputs.js';
import { howToGet } from './lost-data.js';
import { overlaps } from './path-overlap.js';
import type { Run } from './run.js';
import { type StageView, viewPath } from './snapshot-stage.js';
import { stageProvenance } from './stage-provenance.js';
import type { Tree } from './tree.js';

/** @returns the outputs, all of them in the cache, and what they lack */
export async function runWholeStage(
  run: Run,
  view: StageView,
): Promise<{ outputs: Tree[]; shortfalls: readonly Shortfall[] }> {
  const { world, request } = run;
  for (const [index, dep] of view.spec.deps.entries()) {
    if (view.deps[index] === null) {
      throw new DomainError(
        'pipeline/missing-input',
        `${dep.path}, which stage '${view.spec.name}' reads, does not exist; ${fromOthers(dep.path, run) ?? 'put it there or mend the path.'}`,
      );
    }
  }
  let shortfalls: readonly Shortfall[] = [];
  let said = '';
  if (view.spec.uses === null) said = await runCommands(run, view, {});
  else shortfalls = await invokeStage(run, view);

  const outputs: Tree[] = [];
  const missing: string[] = [];
  for (const { path } of view.spec.outputs) {
    const tree = await viewPath(world, path);
    if (tree === null) {
      missing.push(path);
      continue;
    }
    const [unreadable] = tree.unreadable;
    if (unreadable !== undefined) {
      throw new DomainError(
        'workspace/unreadable',
        `Stage '${view.spec.name}' made ${path} with a file that cannot be kept: ${unreadable.reason}`,
      );
    }
    outputs.push(tree);
  }
  if (missing.length > 0) {
    const [them, they] = missing.length === 1 ? ['it', 'it'] : ['them', 'each'];
    throw new DomainError(
      'pipeline/output-missing',
      `Stage '${view.spec.name}' ended without making ${missing.join(', ')}; make ${them}, or remove ${they} from its outs.${said}`,
    );
  }
  const changed = (await changedInput(run, view)) ?? (await changedParams(run, view));
  if (changed !== null) throw inputChanged(changed);
  for (const [index, tree] of outputs.entries()) {
    if (keptInCache(view.spec.outputs[index]!)) {
      const other = await storeTree(world, tree);
      if (other !== null) throw outputChanged(view.spec.name, other);
      if (!view.spec.outputs[index]!.cache) continue;
      for (const { md5, path, executable } of tree.files)
        await world.cache.share(md5, world.files.absolute(path), executable);
    } else await rememberListings(world, [tree]);
  }
  await rememberListings(world, view.deps);
  if (request.signal.aborted) throw interrupted(view.spec.name);
  return { outputs, shortfalls };
}

/** @returns how to have what a stage makes that was left out of the run (`--single`); undefined where none does */
export function fromOthers(path: string, { request }: Run): string | undefined {
  const maker = request.pipeline.stages.find(
    (stage) =>
      stage.outputs.some((output) => overlaps(output.path, path)) &&
      !request.stages.some(({ name }) => name === stage.name),
  );
  if (maker === undefined) return undefined;
  if (maker.source !== undefined || maker.frozen) return howToGet(maker);
  return `\`docket repro ${maker.name}\` makes it.`;
}

/** What a command left behind it may go on writing. */
const outputChanged = (stage: string, path: string): DomainError =>
  new DomainError(
    'pipeline/input-changed',
    `${path} changed after stage '${stage}' had ended; see that nothing it started goes on, then run again.`,
    { path },
  );

/** Figures are small and worth finding again; other outputs with `cache: false` are the user's to keep. */
const keptInCache = ({ cache, role }: OutputSpec): boolean => cache || role !== 'output';

export const interrupted = (stage: string): DomainError =>
  new DomainError(
    'pipeline/interrupted',
    `Interrupted during stage '${stage}'; finished work is kept, the next run continues.`,
  );

/** A result belongs in the lock only where its inputs are still what was hashed before. @returns the path of one that is not */
export async function changedInput(run: Run, view: StageView): Promise<string | null> {
  for (const before of view.deps) {
    if (before === null) continue;
    const now = await viewPath(run.world, before.path);
    if (now?.md5 !== before.md5) return before.path;
  }
  return null;
}

/** As {@link changedInput}, of the params that a command reads by itself; a stage of the platform was given its own. */
export async function changedParams({ world }: Run, { spec, params }: StageView): Promise<string | null> {
  if (spec.uses !== null || spec.params.length === 0) return null;
  const now = await world.params(spec).catch(() => null);
  const changed = spec.params.find(
    ({ written }) =>
      now === null || paramChanges({ [written]: params[written]! }, { [written]: now[written]! }).length > 0,
  );
  return changed?.file ?? null;
}

async function invokeStage(run: Run, view: StageView): Promise<readonly Shortfall[]> {
  const { world, request } = run;
  const definition = world.definitions[view.spec.uses!]!;
  const artifacts = Object.entries(definition.inputs as Record<string, Artifact<unknown>>);
  const inputs: Record<string, unknown> = {};
  for (const [index, [name, artifact]] of artifacts.entries()) {
    const tree = view.deps[index];
    inputs[name] = tree ? await loadArtifact(world, artifact, tree) : undefined;
  }
  const outputs = await world.invoker.invoke({
    stage: definition.name,
    inputs,
    params: platformParams(view),
    context: {
      signal: request.signal,
      progress: (done, total, note) =>
        request.onEvent({
          type: 'stage-progress',
          stage: view.spec.name,
          done,
          total,
          ran: 0,
          cached: 0,
          failed: 0,
          ...(note !== undefined && { note }),
        }),
      log: (line) => request.onEvent({ type: 'log', stage: view.spec.name, line }),
      provenance: await stageProvenance(run, view),
    },
  });
  if (request.signal.aborted) throw interrupted(view.spec.name);
  const made = Object.entries(definition.outputs as Record<string, Artifact<unknown>>);
  for (const [index, [name, artifact]] of made.entries()) {
    await saveArtifact(world, artifact, view.spec.outputs[index]!.path, outputs[name]);
  }
  return definition.shortfalls?.(outputs) ?? [];
}

/** The section that the stage of the platform takes, complete. */
export const platformParams = (view: StageView): unknown =>
  Object.values(view.params).find((file) => view.spec.uses! in file)?.[view.spec.uses!] ?? {};

/** What commands are told, besides the item of an `each:`; DVC's own names too, for scripts written for it. */
function stageEnvironment({ world, request }: Run, { name }: StageSpec): Record<string, string> {
  const root = world.files.absolute('');
  return {
    DOCKET_STAGE: name,
    DOCKET_RUN: request.runId,
    DOCKET_ROOT: root,
    DVC_STAGE: name,
    DVC_ROOT: root,
  };
}

/** Where all that a stage's commands write in a run is kept, from the workspace's root. */
export const logOf = (stage: string, runId: string): string =>
  `.docket/logs/${encodeURIComponent(stage)}-${runId}.log`;

/**
 * @param environment added to the commands'
 * @returns the last lines of the last one and where all of its output is, to follow an error
 */
export async function runCommands(
  run: Run,
  view: StageView,
  environment: Record<string, string>,
): Promise<string> {
  const { world, request } = run;
  const { spec } = view;
  const log = logOf(spec.name, request.runId);
  if (spec.each === null) {
    for (const { path, persist } of spec.outputs) {
      if (persist) await world.files.release(path, (place) => world.cache.leadsIn(place));
      else await world.files.remove(path);
    }
  }
  if (spec.wdir !== '' && !(await world.files.exists(spec.wdir))) {
    throw new DomainError(
      'pipeline/missing-input',
      `wdir '${spec.wdir}' of stage '${spec.name}' does not exist, and no stage before it made it; make it, or mend the path.`,
    );
  }
  let said = '';
  for (const command of spec.cmd) {
    const result = await world.processes.run({
      command,
      cwd: world.files.absolute(spec.wdir),
      environment: { ...stageEnvironment(run, spec), ...environment },
      log: world.files.absolute(log),
      signal: request.signal,
      onLine: (line) => request.onEvent({ type: 'log', stage: spec.name, line }),
    });
    if (request.signal.aborted) throw interrupted(spec.name);
    const tail = result.tail.map((line) => `    ${line}`).join('\n');
    said = `${tail === '' ? '' : ` Its last lines:\n${tail}`}\n  All of its output: ${log}`;
    if (result.exitCode === 0) continue;
    const how =
      result.signal === null ? `ended with exit code ${result.exitCode}` : `was ended by ${result.signal}`;
    throw new DomainError('pipeline/command-failed', `\`${command}\` ${how}.${said}`, {
      exitCode: result.exitCode,
      signal: result.signal,
      log,
    });
  }
  return said;
}
