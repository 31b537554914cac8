/** What stages may make that the file says wrongly: it must not be told as missing, nor keep all else from being told. */
import { nearestName } from '#contracts/nearest-name.js';
import type { PipelineProblem } from '#contracts/pipeline.js';
import { knownKeys } from './pipelines.schema.js';
import { workspacePath } from './workspace-path.js';
import { isMap } from './yaml-values.js';

export interface UnreadOutputs {
  /** From the workspace's root. */
  paths: string[];
  /** False where there may be others that nobody can tell. */
  all: boolean;
}

/** Parts of a stage that may be wrong without anybody doubting what it makes. */
const NO_OUTPUTS = new Set([
  'cmd',
  'uses',
  'each',
  'deps',
  'params',
  'frozen',
  'always_changed',
  'desc',
  'meta',
]);

/** A key that cannot stand there counts as the one that was probably meant. */
const meant = (key: string, at: PipelineProblem['key']): string => {
  const known = knownKeys(at);
  return known.includes(key) ? key : (nearestName(key, known) ?? key);
};

/** Whether all stages and what they make are known in spite of a problem that was found before the stages were read. */
export function hidesNoOutput({ key: [section, stage, part] }: PipelineProblem): boolean {
  if (section !== 'stages') return meant(String(section), []) !== 'stages';
  return part !== undefined && NO_OUTPUTS.has(meant(String(part), ['stages', stage!]));
}

/**
 * @param body a stage's fields as written
 * @param wrong the names of those that cannot be read
 * @param folder where its paths count from
 */
export function unreadOutputs(body: unknown, wrong: Iterable<string>, folder: string): UnreadOutputs {
  const found: UnreadOutputs = { paths: [], all: true };
  if (!isMap(body)) return { ...found, all: false };
  for (const key of wrong) {
    const part = meant(key, ['stages', '']);
    if (NO_OUTPUTS.has(part)) continue;
    if (part === 'wdir') found.all = false;
    for (const entry of [body[key]].flat()) {
      for (const written of isMap(entry) ? Object.keys(entry) : [entry]) {
        const place = typeof written === 'string' ? workspacePath(folder, written) : null;
        if (place !== null && 'path' in place && place.path !== '') found.paths.push(place.path);
      }
    }
  }
  return found;
}
