/** The keys of DVC's run cache: the stage's lock entry without outputs' content, hashed as DVC hashes dictionaries. */
import { createHash } from 'node:crypto';
import type { LockedStage } from '#contracts/pipeline-lock.schema.js';
import { pythonJson } from '#contracts/python-json.js';

/** Keys that say nothing about content. */
const WITHOUT = new Set(['size', 'nfiles']);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** @returns key: directory of runs with the same inputs; name: this run among them */
export function runKey(stage: LockedStage): { key: string; name: string } {
  const outs = (stage.outs ?? []).map(({ path }) => path);
  return { key: sha256(pythonJson({ ...stage, outs }, WITHOUT)), name: sha256(pythonJson(stage, WITHOUT)) };
}
