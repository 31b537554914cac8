/** The fingerprint of one item's work, by which its result is found again. */
import { createHash } from 'node:crypto';
import type { FileState } from '#ports/workspace-files.port.js';
import { canonicalJson } from './canonical-json.js';
import { md5Of } from './directory-object.js';
import type { StageView } from './snapshot-stage.js';

/** @returns an item's key; its name is not in it: a renamed file is the same work */
export function itemKeys(view: StageView): (file: Pick<FileState, 'md5'>) => string {
  const deps = view.deps.map((tree) => tree?.md5 ?? null);
  const prefix = createHash('sha256')
    .update(canonicalJson([view.cmd, view.params, deps]))
    .digest('hex');
  return ({ md5 }) => md5Of(`${prefix}${md5}`);
}
