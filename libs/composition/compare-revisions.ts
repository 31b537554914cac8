/** Metrics and params of the workspace and of git revisions, side by side. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { DomainError } from '#contracts/domain-error.js';
import type { PipelineLock } from '#contracts/pipeline-lock.schema.js';
import type { Workspace } from './open-workspace.js';
import { readPipeline } from './reproduce.js';

export type ValueKind = 'metrics' | 'params';

/**
 * Content of every metrics (or params) file, by its path; files that do not exist there are left out.
 * @param revision of git; null for the workspace as it is
 * @throws DomainError 'request/invalid' for a revision that git does not know
 */
export async function valuesAt(
  workspace: Workspace,
  kind: ValueKind,
  revision: string | null,
): Promise<Record<string, unknown>> {
  const { pipeline } = await readPipeline(workspace);
  const files = new Set(
    pipeline.stages.flatMap((stage) =>
      kind === 'params'
        ? stage.params.map(({ file }) => file)
        : stage.outputs.filter(({ role }) => role === 'metric').map(({ path }) => path),
    ),
  );
  const read = revision === null ? readWorkspace(workspace) : await readRevision(workspace, revision);
  const values: Record<string, unknown> = {};
  for (const file of [...files].sort()) {
    const text = await read(file);
    // YAML reads JSON too.
    if (text !== null) values[file] = parse(text);
  }
  return values;
}

const readWorkspace = (workspace: Workspace) => (file: string) =>
  readFile(workspace.files.absolute(file), 'utf8').catch(() => null);

async function readRevision(
  workspace: Workspace,
  revision: string,
): Promise<(file: string) => Promise<string | null>> {
  const { simpleGit } = await import('simple-git');
  const git = simpleGit(workspace.directory);
  try {
    // No option may follow, so that no revision can be read as an option.
    await git.raw(['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`]);
  } catch {
    throw new DomainError(
      'request/invalid',
      `git knows no revision '${revision}' in ${workspace.directory}; \`git log --oneline\` lists them.`,
      { usage: true },
    );
  }
  const inGit = (file: string) => git.raw(['show', `${revision}:./${file}`]).catch(() => null);
  const lockText = await inGit(lockFileOf(workspace.pipelineFile));
  const lock = lockText === null ? null : (parse(lockText) as PipelineLock);
  const outputs = Object.values(lock?.stages ?? {}).flatMap(({ outs }) => outs ?? []);
  return async (file) => {
    const text = await inGit(file);
    if (text !== null) return text;
    // What is not in git lies in the cache, under the name that the revision's lock gives.
    const md5 = outputs.find(({ path }) => path === file)?.md5;
    const bytes = md5 === undefined ? null : await workspace.cache.read(md5);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };
}

/** {@link valuesAt} for each revision, in order. */
export const compareRevisions = (
  workspace: Workspace,
  kind: ValueKind,
  revisions: readonly (string | null)[],
): Promise<Record<string, unknown>[]> =>
  Promise.all(revisions.map((revision) => valuesAt(workspace, kind, revision)));
