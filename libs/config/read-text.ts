/** Where configuration is read from: a directory, or another state of the workspace such as a git revision. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unreadableConfig } from './unreadable-config.js';

/** @returns a file's text by its path from the workspace's root; null where there is none */
export type ReadText = (file: string) => Promise<string | null>;

/** @param root absolute directory of a workspace, or what reads it already */
export function textsOf(root: string | ReadText): ReadText {
  if (typeof root !== 'string') return root;
  return async (file) => {
    try {
      // Reading a pipe would wait for ever.
      if ((await stat(join(root, file))).isFIFO()) throw Object.assign(new Error(), { code: 'ESPIPE' });
      return await readFile(join(root, file), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw unreadableConfig(file, error);
    }
  };
}
