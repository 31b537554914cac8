/** PGlite on a directory, as safe against kills and power cuts as a server: what is committed is on the disk. */
import { existsSync, fsyncSync } from 'node:fs';
import { open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { dataDir } from '@electric-sql/pglite-prepopulatedfs';
import { makeDirectory } from '../make-directory.js';
import type { EmbeddedConnection } from './embedded-connection.js';
import { PreparedStatements } from './prepared-statements.js';

/** Written when the database has been created whole; without it a kill came before, and nothing is lost by a new one. */
const CREATED = 'created';

/**
 * The defaults are a server's: 128 MB of buffers would be most of our memory, and old segments of the log, with what was
 * deleted since in them, would be kept to be written over some day. PGlite's own parameters switch fsync off
 * (-F); with fdatasync nothing would reach the disk, as its file system does not know that call.
 */
const PARAMETERS = [
  'shared_buffers=8MB',
  'wal_buffers=1MB',
  'max_connections=5',
  'wal_sync_method=fsync',
  'wal_recycle=off',
  'timezone=UTC',
];

/**
 * @param directory absolute; made where it is not there. Never of two processes at a time: nothing in PGlite keeps
 *   them apart, and both would destroy it.
 */
export async function openPgliteEngine(directory: string): Promise<EmbeddedConnection> {
  const data = join(directory, 'data');
  const fresh = !existsSync(join(directory, CREATED));
  if (fresh) await rm(data, { recursive: true, force: true });
  makeDirectory(data);
  const files = new SyncedNodeFS(data, !fresh);
  const engine = await PGlite.create({
    fs: files,
    startParams: [
      ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
      ...PARAMETERS.flatMap((parameter) => ['-c', parameter]),
    ],
    // Made by the same version once for all: initdb takes several seconds and 800 MB.
    ...(fresh && { loadDataDir: await dataDir() }),
  });
  if (fresh) {
    await writeFile(join(directory, CREATED), '');
    // A thousand files take seconds, and there is nothing in them yet that a power cut could take.
    files.synced = true;
    void syncAll(directory).catch(() => undefined);
  }
  const prepared = new PreparedStatements();
  return {
    run: async (statements) => {
      const replies: Uint8Array[] = [];
      for (const statement of statements) {
        const reply = await exchange(engine, prepared.messageOf(statement));
        prepared.answered(statement, reply);
        replies.push(reply);
      }
      return replies;
    },
    close: () => engine.close(),
  };
}

/** PGlite's own `query` asks six times for one statement, and copies a thousand parsers of types for each. */
async function exchange(engine: PGlite, message: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  await engine.execProtocolRawStream(message, {
    // The files are the disk's.
    syncToFs: false,
    // The bytes are the database's own memory.
    onRawData: (bytes) => void parts.push(bytes.slice()),
  });
  if (parts.length === 1) return parts[0]!;
  const reply = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    reply.set(part, at);
    at += part.length;
  }
  return reply;
}

async function syncAll(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = await open(join(entry.parentPath, entry.name), 'r').catch(() => undefined);
    // Gone again: a temporary file.
    if (file === undefined) continue;
    await file.sync().finally(() => file.close());
  }
}

/** What Emscripten's file system over Node's leaves out: fsync. */
class SyncedNodeFS extends NodeFS {
  constructor(
    directory: string,
    /** Whether what is written has to survive a power cut. */
    public synced: boolean,
  ) {
    super(directory);
  }

  override async init(...call: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const started = await super.init(...call);
    started.emscriptenOpts.preRun?.push((module) => {
      const { NODEFS } = (module as unknown as EmscriptenModule).FS.filesystems;
      NODEFS.stream_ops.fsync = ({ nfd }) => {
        // Directories have none.
        if (this.synced && nfd !== undefined) fsyncSync(nfd);
        return 0;
      };
    });
    return started;
  }
}

interface EmscriptenModule {
  FS: { filesystems: { NODEFS: { stream_ops: { fsync?: (stream: { nfd?: number }) => number } } } };
}
