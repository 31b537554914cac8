/** The files whose values change what a pipeline does: those of its stages, of its top level and of its templates. */
import { isMap } from '#config/pipelines/yaml-values.js';
import type { Pipeline, VarsSpec } from '#contracts/pipeline.js';

/** @returns by path; whole (`keys` null) unless templates alone take a part of it */
export function paramsFiles({ stages, declared, vars = [] }: Pipeline): VarsSpec[] {
  const files = new Map<string, readonly string[] | null>();
  for (const { file, keys } of vars) {
    const before = files.get(file) ?? [];
    files.set(file, keys === null || files.get(file) === null ? null : [...before, ...keys]);
  }
  const named = stages.flatMap(({ params }) => params.map(({ file }) => file));
  for (const file of [...named, ...declared.params]) files.set(file, null);
  return [...files.keys()].sort().map((file) => ({ file, keys: files.get(file) ?? null }));
}

/** @param keys null for all */
export function takenFrom(content: unknown, keys: VarsSpec['keys']): unknown {
  if (keys === null || !isMap(content)) return content;
  return Object.fromEntries(Object.entries(content).filter(([key]) => keys.includes(key)));
}
