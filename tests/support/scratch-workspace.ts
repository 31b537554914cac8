/** A workspace in a temporary directory, removed after the test. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];

export interface ScratchWorkspace {
  directory: string;
  path(relative: string): string;
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  text(relative: string): Promise<string>;
}

/** @param above where to make it; the system's temporary directory unless told */
export async function scratchWorkspace(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  above: string = tmpdir(),
): Promise<ScratchWorkspace> {
  const directory = realpathSync(mkdtempSync(join(above, 'docket-test-')));
  made.push(directory);
  const path = (relative: string) => join(directory, relative);
  const workspace: ScratchWorkspace = {
    directory,
    path,
    write: async (more) => {
      for (const [name, content] of Object.entries(more)) {
        await mkdir(dirname(path(name)), { recursive: true });
        await writeFile(path(name), content);
      }
    },
    text: (relative) => readFile(path(relative), 'utf8'),
  };
  await workspace.write(files);
  return workspace;
}

/** For `afterEach`. */
export function removeScratchWorkspaces(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
}
