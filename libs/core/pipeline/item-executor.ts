/** Runs a stage on one file: one of the platform's, or a command; its outputs are in the cache before they are told. */
import { DomainError } from '#contracts/domain-error.js';
import type { Artifact } from '#contracts/stage.js';
import type { ItemRecord } from '#ports/item-index.port.js';
import type { FileState } from '#ports/workspace-files.port.js';
import { fileBytes, fileValue, inputChanged, loadArtifact } from './artifact-files.js';
import { md5Of } from './directory-object.js';
import { returnLost } from './return-lost.js';
import type { Run } from './run.js';
import { changedParams, platformParams, runCommands } from './run-whole-stage.js';
import { recordOf } from './shortfalls.js';
import type { StageView } from './snapshot-stage.js';
import { stageProvenance } from './stage-provenance.js';

/** @returns its record, which may be that the document cannot be read. @throws what another try may mend */
export type ExecuteItem = (file: FileState, key: string) => Promise<ItemRecord>;

export async function itemExecutor(run: Run, view: StageView): Promise<ExecuteItem> {
  const { world, request } = run;
  const { spec } = view;
  if (spec.uses === null) {
    const asPlanned = async () => {
      const changed = await changedParams(run, view);
      if (changed !== null) throw inputChanged(changed);
    };
    return async (file, key) => {
      await asPlanned();
      const made = await Promise.all(spec.outputs.map(() => world.files.temporary()));
      try {
        await runCommands(run, view, itemEnvironment(world.files.absolute(file.path), made));
        // Before the result is kept: a run that is killed later leaves what it has kept so far.
        await asPlanned();
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
      const { name: stage } = definition;
      const made = await returnLost(run, { stage, path: file.path }, () =>
        world.invoker.invoke({ stage, inputs, params, context }),
      );
      const kept: string[] = [];
      for (const [name, artifact] of outputs)
        kept.push(await world.cache.put(fileBytes(artifact, made[name], false)));
      return { key, outputs: kept, ...recordOf(definition.shortfalls?.(made) ?? []) };
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
  for (const [index, path] of made.entries()) {
    try {
      outputs.push(await world.cache.store(path));
    } catch (error) {
      if (error instanceof DomainError) throw error;
      const what = (error as NodeJS.ErrnoException).code === 'EISDIR' ? 'a folder, not a file,' : 'no output';
      throw new DomainError(
        'pipeline/output-missing',
        `Stage '${stage}' made ${what} for ${file.path}; write one file to $DOCKET_OUTPUT${index === 0 ? '' : `_${index + 1}`}.`,
      );
    }
  }
  return outputs;
}
