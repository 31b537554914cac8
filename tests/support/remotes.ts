/** The remotes that every suite about remotes runs on: a directory always, S3 where the environment names a server. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DirectoryRemote } from '../../libs/adapters/remote/directory.remote.js';
import type { Remote } from '../../libs/ports/remote.port.js';
import { scratchWorkspace } from './scratch-workspace.js';

/** A remote of its own for one test, and what lies on it by other means than the remote's own. */
export interface TestRemote {
  /** What a user would write. */
  url: string;
  open(): Remote;
  keys(): Promise<string[]>;
  read(key: string): Promise<Buffer>;
  write(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
}

export async function directoryRemote(): Promise<TestRemote> {
  const { directory } = await scratchWorkspace();
  const url = join(directory, 'remote');
  return {
    url,
    open: () => new DirectoryRemote(url),
    keys: async () =>
      existsSync(url)
        ? readdirSync(url, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name).slice(url.length + 1))
            .sort()
        : [],
    read: async (key) => readFileSync(join(url, key)),
    write: async (key, bytes) => {
      mkdirSync(dirname(join(url, key)), { recursive: true });
      rmSync(join(url, key), { force: true });
      writeFileSync(join(url, key), bytes);
    },
    remove: async (key) => rmSync(join(url, key)),
  };
}

export const uniqueName = (): string => randomBytes(6).toString('hex');
