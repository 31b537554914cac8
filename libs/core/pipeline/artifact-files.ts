/** Turns files into the values that a stage of the platform takes, and its values into files. */
import { DomainError } from '#contracts/domain-error.js';
import type { Artifact, FileBundle, JsonCollection, SourceFile } from '#contracts/stage.js';
import type { FileState } from '#ports/workspace-files.port.js';
import { md5Of } from './directory-object.js';
import type { RunWorld } from './run-world.js';
import type { Tree } from './tree.js';

export const inputChanged = (path: string): DomainError =>
  new DomainError(
    'pipeline/input-changed',
    `${path} changed while the stage was running, so its result would not match; run again when nothing writes to it.`,
    { path },
  );

/** @throws DomainError 'pipeline/input-changed' where the file is no longer what the plan saw */
async function readPlanned(world: RunWorld, file: FileState): Promise<Uint8Array> {
  const bytes = await world.files.read(file.path);
  if (md5Of(bytes) !== file.md5) throw inputChanged(file.path);
  return bytes;
}

function parseJson(artifact: Artifact<unknown>, path: string, bytes: Uint8Array): unknown {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new DomainError(
      'workspace/unreadable',
      `${path} is not JSON (${(error as Error).message}); remove it and run again.`,
    );
  }
  const parsed = artifact.schema?.safeParse(json);
  if (parsed === undefined || parsed.success) return parsed?.data ?? json;
  const issue = parsed.error.issues[0];
  throw new DomainError(
    'workspace/unreadable',
    `${path} is not of the shape that this stage reads (${issue?.path.join('.')}: ${issue?.message}); remove it and run again.`,
  );
}

/** @param tree as planned: what is read must still have these hashes */
export async function loadArtifact(
  world: RunWorld,
  artifact: Artifact<unknown>,
  tree: Tree,
): Promise<unknown> {
  const [only] = tree.files;
  if (artifact.kind === 'collection') return collection(world, artifact, tree);
  if (artifact.kind === 'bundle') {
    const bundle: Record<string, Uint8Array> = {};
    for (const file of tree.files)
      bundle[file.path.slice(tree.path.length + 1)] = await readPlanned(world, file);
    return bundle satisfies FileBundle;
  }
  if (tree.kind !== 'file' || only === undefined) {
    throw new DomainError(
      'pipeline/invalid',
      `${tree.path} is a directory; this stage reads one file there.`,
    );
  }
  return fileValue(artifact, only.path, await readPlanned(world, only));
}

/** The value of an input that is one file. */
export function fileValue(artifact: Artifact<unknown>, path: string, bytes: Uint8Array): unknown {
  if (artifact.kind === 'json') return parseJson(artifact, path, bytes);
  if (artifact.kind === 'text') return Buffer.from(bytes).toString('utf8');
  return { path, bytes } satisfies SourceFile;
}

function collection(world: RunWorld, artifact: Artifact<unknown>, tree: Tree): JsonCollection<unknown> {
  const below = tree.path === '' ? 0 : tree.path.length + 1;
  const byPath = new Map(tree.files.map((file) => [file.path.slice(below), file]));
  return {
    paths: [...byPath.keys()],
    read: async (path) => {
      const file = byPath.get(path);
      if (file === undefined)
        throw new DomainError('workspace/unreadable', `${tree.path}/${path} does not exist.`);
      return parseJson(artifact, file.path, await readPlanned(world, file));
    },
  };
}

/** The bytes of an output that is one file. @param indent for people to read */
export function fileBytes(artifact: Artifact<unknown>, value: unknown, indent: boolean): Uint8Array {
  if (artifact.kind === 'json')
    return Buffer.from(`${JSON.stringify(value, null, indent ? 2 : undefined)}\n`);
  if (artifact.kind === 'text') return Buffer.from(String(value));
  return (value as SourceFile).bytes;
}

/** Writes an output of a whole stage into the workspace, replacing what was there. */
export async function saveArtifact(
  world: RunWorld,
  artifact: Artifact<unknown>,
  path: string,
  value: unknown,
): Promise<void> {
  if (artifact.kind !== 'bundle') {
    await world.files.write(path, fileBytes(artifact, value, true));
    return;
  }
  await world.files.remove(path);
  await world.files.makeDirectory(path);
  for (const [name, bytes] of Object.entries(value as FileBundle))
    await world.files.write(`${path}/${name}`, bytes);
}
