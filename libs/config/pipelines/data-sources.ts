/** The `.dvc` files of a workspace, which need no DVC beside them: each stands for data that people put there. */
import { type Dirent, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { groundProblem } from '#contracts/ground.js';
import type { StageSpec } from '#contracts/pipeline.js';
import { type DataSource, DataSourceSchema, type LockEntry } from '#contracts/pipeline-lock.schema.js';
import { type ReadText, textsOf } from '../read-text.js';
import { schemaProblems } from '../schema-problems.js';
import { type FileProblems, readYamlFile } from '../yaml-file.js';
import { workspacePath } from './workspace-path.js';

/** Never anybody's data: what tools keep for themselves. */
export const NOT_SEARCHED = new Set(['.git', '.dvc', '.docket', 'node_modules', '__pycache__']);

/**
 * @param made outputs of stages, from the root: nobody tracks data within them
 * @param isIgnored of a `.dvc` file: whether .dvcignore leaves it out
 * @returns a stage for each, named as its file
 */
export async function readDataSources(
  root: string,
  made: ReadonlySet<string>,
  isIgnored: (path: string) => boolean,
): Promise<{ sources: StageSpec[]; wrong: FileProblems[] }> {
  const sources: StageSpec[] = [];
  const wrong: FileProblems[] = [];
  const texts = textsOf(root);
  const search = async (folder: string): Promise<void> => {
    const below = (name: string) => (folder === '' ? name : `${folder}/${name}`);
    const entries = list(join(root, folder));
    // A DVC project of its own, which has its own cache and remotes.
    if (folder !== '' && entries.some(({ name }) => name === '.dvc')) return;
    const tracked = new Set<string>();
    for (const { name } of entries.filter((entry) => entry.isFile())) {
      if (isIgnored(below(name))) continue;
      const source = await readDataSource(texts, below(name), wrong);
      if (source === null) continue;
      sources.push(source.stage);
      for (const { path } of source.stage.outputs) tracked.add(path);
    }
    for (const entry of entries) {
      const path = below(entry.name);
      if (!entry.isDirectory() || NOT_SEARCHED.has(entry.name) || tracked.has(path) || made.has(path))
        continue;
      await search(path);
    }
  };
  await search('');
  return { sources, wrong };
}

/** Folders and `.dvc` files, in an order that does not depend on the disk. */
function list(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || (entry.isFile() && /.\.dvc$/.test(entry.name)))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch {
    return [];
  }
}

/**
 * One `.dvc` file of the workspace as it is, or of another state of it.
 * @param wrong takes what is wrong with it
 * @returns with what the file says of each output's content; null where it says nothing that can be understood
 * @throws DomainError 'config/unreadable'
 */
export async function readDataSource(
  read: ReadText,
  file: string,
  wrong: FileProblems[],
): Promise<{ stage: StageSpec; entries: readonly LockEntry[] } | null> {
  const yaml = await readYamlFile(read, file);
  const parsed = DataSourceSchema.safeParse(yaml.data);
  if (!parsed.success) {
    const keys = ['outs', 'deps', 'wdir', 'frozen', 'desc', 'meta', 'md5'];
    wrong.push({ file: yaml, problems: schemaProblems(parsed.error, 'pipeline/invalid', () => keys) });
    return null;
  }
  if (parsed.data.cmd !== undefined) {
    const message =
      'makes this file a stage of DVC before 1.0; write it into dvc.yaml (cmd, deps, outs) and remove this file.';
    wrong.push({ file: yaml, problems: [{ code: 'pipeline/invalid', key: ['cmd'], message }] });
    return null;
  }
  const folder = posix.join(posix.dirname(file), parsed.data.wdir ?? '.');
  const [dep] = parsed.data.deps ?? [];
  const imported = dep && {
    url: dep.repo?.url ?? dep.path ?? 'its source',
    repository: dep.repo !== undefined,
  };
  const outputs = parsed.data.outs.map((out, index) => {
    const found = workspacePath(folder, out.path);
    const key = ['outs', index, 'path'];
    const ground = 'path' in found ? groundProblem(found.path) : null;
    const message = 'problem' in found ? found.problem : `'${out.path}' ${ground}; name another path.`;
    if ('problem' in found || ground !== null)
      wrong.push({ file: yaml, problems: [{ code: 'pipeline/invalid', key, message }] });
    return outputSpec(out, 'path' in found ? found.path : out.path, imported);
  });
  const stage: StageSpec = {
    name: file,
    desc: parsed.data.desc ?? '',
    cmd: [],
    cmdIsList: false,
    uses: null,
    each: null,
    wdir: '',
    deps: [],
    params: [],
    outputs,
    frozen: parsed.data.frozen ?? false,
    alwaysChanged: false,
    source: file,
    ...(imported && { imported }),
  };
  return { stage, entries: parsed.data.outs };
}

const outputSpec = (
  out: DataSource['outs'][number],
  path: string,
  imported: StageSpec['imported'],
): StageSpec['outputs'][number] => ({
  written: out.path,
  path,
  role: 'output',
  cache: out.cache !== false,
  persist: true,
  // As DVC: its own repository has it.
  push: out.push !== false && imported?.repository !== true,
  ...(typeof out.remote === 'string' && { remote: out.remote }),
  ...(out.md5 !== undefined && out.hash === undefined && { old: true as const }),
});
