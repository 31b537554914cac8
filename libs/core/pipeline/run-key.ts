/** The keys of DVC's run cache: the stage's lock entry without outputs' content, hashed as DVC hashes dictionaries. */
import { createHash } from 'node:crypto';
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import { pythonFloat, WholeFloat } from '#contracts/python-float.js';
import { compareCodePoints } from './compare-code-points.js';
import { pythonString } from './directory-object.js';

/** Python's json.dumps(sort_keys=True), without the keys that say nothing about content. */
function pythonJson(value: unknown): string {
  if (value instanceof WholeFloat) return pythonFloat(value.value);
  if (typeof value === 'number' && !Number.isInteger(value)) return pythonFloat(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([key, each]) => key !== 'size' && key !== 'nfiles' && each !== undefined)
      .sort(([left], [right]) => compareCodePoints(left, right));
    return `{${entries.map(([key, each]) => `${pythonString(key)}: ${pythonJson(each)}`).join(', ')}}`;
  }
  if (typeof value === 'string') return pythonString(value);
  return JSON.stringify(value) ?? 'null';
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** @returns key: directory of runs with the same inputs; name: this run among them */
export function runKey(stage: LockedStage): { key: string; name: string } {
  const outs = (stage.outs ?? []).map(({ path }) => path);
  return { key: sha256(pythonJson({ ...stage, outs })), name: sha256(pythonJson(stage)) };
}
