/** What the cache has lost of the outputs that the lock names: they are put back from the workspace, or made anew. */
import type { StageSpec } from '#contracts/pipeline.js';
import type { LockedStage, PipelineLock } from '#contracts/pipeline-lock.schema.js';
import type { ArtifactCache } from '#ports/artifact-cache.port.js';
import { sampleOf } from './describe-changes.js';
import { parseDirectoryText } from './directory-object.js';
import type { RunWorld } from './run-world.js';
import { lockedOf } from './snapshot-stage.js';

/** By an output as the stage names it: the paths below it that are missing; null: all of it, or nobody knows which. */
export type CacheLacks = ReadonlyMap<string, readonly string[] | null>;

export const NO_LACKS: CacheLacks = new Map();

/** As `directoryText` writes it, and DVC; a quote within a name is escaped. */
const LISTED = /"md5": ?"([0-9a-f]{32})"/g;

/**
 * Outputs with `cache: false` are never looked for, nor what DVC 2 recorded, which lies elsewhere.
 * A file's object is looked for, not read: a damaged one shows when it is.
 */
export async function cacheLacks(
  cache: Pick<ArtifactCache, 'has' | 'read'>,
  spec: Pick<StageSpec, 'outputs'>,
  locked: LockedStage | undefined,
): Promise<CacheLacks> {
  const lacks = new Map<string, readonly string[] | null>();
  const entries = new Map(locked?.outs?.map((entry) => [entry.path, entry]));
  for (const output of spec.outputs) {
    const { md5, hash } = entries.get(output.written) ?? {};
    if (!output.cache || md5 === undefined || hash === undefined) continue;
    if (!md5.endsWith('.dir')) {
      if (!(await cache.has(md5))) lacks.set(output.written, null);
      continue;
    }
    const bytes = await cache.read(md5);
    const text = bytes === null ? null : Buffer.from(bytes).toString('utf8');
    if (text === null) {
      lacks.set(output.written, null);
      continue;
    }
    const missing = new Set<string>();
    for (const [, file] of text.matchAll(LISTED)) if (!(await cache.has(file!))) missing.add(file!);
    if (missing.size === 0) continue;
    const files = parseDirectoryText(text)?.filter((entry) => missing.has(entry.md5));
    lacks.set(output.written, files?.map(({ relpath }) => relpath) ?? null);
  }
  return lacks;
}

/** Of all stages at once, as nothing has run yet: what one of them puts into the cache, another may have made too. */
export async function allCacheLacks(
  world: Pick<RunWorld, 'cache' | 'files' | 'lockStore'>,
  lock: PipelineLock,
  stages: readonly StageSpec[],
): Promise<Map<string, CacheLacks>> {
  const all = new Map<string, CacheLacks>();
  for (const spec of stages) {
    const lacks = await cacheLacks(world.cache, spec, await lockedOf(world, lock, spec));
    if (lacks.size > 0) all.set(spec.name, lacks);
  }
  return all;
}

/** 'output model missing from the cache', 'work: 2 files missing from the cache (a.txt, b.txt)'. */
export const lackReasons = (lacks: CacheLacks): string[] =>
  [...lacks].map(([written, files]) =>
    files === null
      ? `output ${written} missing from the cache`
      : `output ${written}: ${files.length} ${files.length === 1 ? 'file' : 'files'} missing from the cache (${sampleOf(files)})`,
  );
