/** What the commit of a run takes: what says what ran, what it made, and what a clone needs to get its data. */
import type { GitRepository } from '#adapters/git-repository.js';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { holdsSecret } from '#config/remotes/holds-secret.js';
import { REMOTES_FILE } from '#config/remotes/remotes-file.js';
import { describingFiles } from './experiments/describing-files.js';
import { ignoreFileOf } from './keep-out-of-git.js';
import type { Workspace } from './open-workspace.js';

/** Where the data lies for whoever clones; a user may write a secret into any of them. */
const REMOTES = [REMOTES_FILE, '.dvc/config'];
/** What keeps data and secrets out of a clone's git, and out of what stages read. */
const IGNORING = ['.gitignore', '.dvcignore', '.dvc/.gitignore'];

export interface FilesToCommit {
  paths: string[];
  /** Those left out because they hold a secret, where git has them otherwise. */
  withheld: string[];
}

export async function filesToCommit(workspace: Workspace, git: GitRepository): Promise<FilesToCommit> {
  const pipelineFiles = await workspace.pipelineFiles();
  const { pipeline, files } = await describingFiles(workspace.directory, pipelineFiles);
  const outputs = pipeline.stages.flatMap((stage) => stage.outputs);
  const candidates = new Set([
    ...files.keys(),
    ...pipelineFiles.map(lockFileOf),
    ...outputs.map(({ path, cache }) => (cache ? ignoreFileOf(path) : path)),
    ...IGNORING,
    ...REMOTES,
  ]);
  const present: string[] = [];
  for (const path of candidates) if (await workspace.files.exists(path)) present.push(path);
  if (present.length === 0) return { paths: [], withheld: [] };
  const ignored = new Set(
    await git.list(['ls-files', '--others', '--ignored', '--exclude-standard', '-z', '--', ...present]),
  );
  const wanted = present.filter((path) => !ignored.has(path));
  const secret: string[] = [];
  for (const path of REMOTES.filter((each) => wanted.includes(each)))
    if (holdsSecret(Buffer.from(await workspace.files.read(path)).toString())) secret.push(path);
  const withheld: string[] = [];
  for (const path of secret)
    if ((await git.run(['status', '--porcelain', '--', path])) !== '') withheld.push(path);
  return { paths: wanted.filter((path) => !secret.includes(path)), withheld };
}
