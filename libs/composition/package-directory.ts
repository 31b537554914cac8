/** Where this software is installed: the directory that its package.json, pipelines.yaml and sample documents lie in. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function packageDirectory(): string {
  // Works from libs/ (tests) and from dist/libs/ (built) alike.
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json')) && directory !== dirname(directory))
    directory = dirname(directory);
  return directory;
}
