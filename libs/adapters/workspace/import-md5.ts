/** The md5 that heads the `.dvc` file of an import: DVC's fingerprint of what the file says, annotations left out. */
import { createHash } from 'node:crypto';
import { pythonJson } from '#contracts/python-json.js';

/** As DVC's `compute_md5`: none of these, at any depth, makes it another import. */
const WITHOUT = new Set([
  ...['desc', 'type', 'labels', 'meta'],
  ...['locked', 'frozen', 'metric', 'persist', 'checkpoint'],
  ...['isexec', 'size', 'nfiles'],
]);

/** @param file all that it says, its own md5 among it or not */
export function importMd5(file: Readonly<Record<string, unknown>>): string {
  const { md5: _, wdir, ...rest } = file;
  const said = wdir === undefined || wdir === '.' ? rest : { ...rest, wdir };
  return createHash('md5').update(pythonJson(said, WITHOUT)).digest('hex');
}
