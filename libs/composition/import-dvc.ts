/** Makes a DVC project a workspace; everything that DVC needs stays as it is and goes on working. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { projectFiles } from '#adapters/workspace/project-files.js';
import { YamlLockStore } from '#adapters/workspace/yaml-lock-store.js';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { filesOfProject } from '#config/pipelines/read-project.js';
import { readRemotes } from '#config/remotes/choose-remote.js';
import { DomainError } from '#contracts/domain-error.js';
import type { PipelineLock } from '#contracts/pipeline-lock.schema.js';
import { EDITOR_SCHEMA, schemaLine, writeEditorSchema } from './editor-schema.js';
import { type JoinedFiles, joinDvcFiles } from './join-dvc-files.js';
import { openWorkspace, scratchOf } from './open-workspace.js';
import { readPipeline } from './reproduce.js';

const DVC_FILE = 'dvc.yaml';
const PIPELINE_FILE = 'pipelines.yaml';

export interface DvcImport {
  /** dvc.yaml files whose stages are in pipelines.yaml now. */
  taken: string[];
  /** dvc.yaml files that are left to `-f`, and why. */
  left: JoinedFiles['left'];
  /** Stages, and `.dvc` files. */
  stages: number;
  sources: number;
  /** Stages whose last result came along. */
  locked: number;
  remotes: { name: string; url: string; default: boolean }[];
  /** What Docket would refuse to run, with file, line and remedy; null where nothing. */
  problems: string | null;
}

/** @throws DomainError 'workspace/exists', 'workspace/missing' where this is no DVC project, 'config/unreadable' */
export async function importDvc(root: string): Promise<DvcImport> {
  if (existsSync(join(root, PIPELINE_FILE))) {
    throw new DomainError('workspace/exists', `${root} is a workspace already; nothing was changed.`);
  }
  const files = await filesOfProject(DVC_FILE, async () => projectFiles(root));
  if (!existsSync(join(root, DVC_FILE))) files.shift();
  if (files.length === 0 && !existsSync(join(root, '.dvc'))) {
    throw new DomainError(
      'workspace/missing',
      `There is no dvc.yaml and no .dvc in ${root}. Go to the root of the DVC project, or name it with --cwd DIR.`,
      { usage: true },
    );
  }
  const project = await joinDvcFiles(root, files);
  const lines = [schemaLine(EDITOR_SCHEMA), project.text.replace(/^# yaml-language-server:.*\n/, '')];
  const lock = await joinedLock(root, project.names);
  await writeEditorSchema(root);
  await ignoreState(root);
  const store = lockStore(root, lockFileOf(PIPELINE_FILE));
  const locked = Object.keys(lock.stages ?? {}).length;
  if (locked > 0) await store.write(lock);
  // Last: what makes it a workspace appears when all else is there.
  writeWholeFile(join(root, PIPELINE_FILE), lines.join('\n'), scratchOf(root));

  const { remotes, default: chosen } = await readRemotes(root);
  const read = await readPipeline(await openWorkspace(root)).then(
    ({ pipeline }) => ({ stages: pipeline.stages, problems: null }),
    (error: Error) => ({ stages: [], problems: error.message }),
  );
  return {
    taken: [...project.names.keys()],
    left: project.left,
    stages: read.stages.filter(({ source }) => source === undefined).length,
    sources: read.stages.filter(({ source }) => source !== undefined).length,
    locked,
    remotes: [...remotes.values()].map(({ name, url }) => ({ name, url, default: name === chosen })),
    problems: read.problems,
  };
}

/** What the stages last made, under the names that they have now. */
async function joinedLock(
  root: string,
  files: ReadonlyMap<string, (name: string) => string>,
): Promise<PipelineLock> {
  const stages: NonNullable<PipelineLock['stages']> = {};
  for (const [file, named] of files)
    for (const [name, entry] of Object.entries((await readLock(root, file)).stages ?? {}))
      stages[named(name)] = entry;
  return { schema: '2.0', stages };
}

async function readLock(root: string, file: string): Promise<PipelineLock> {
  const name = lockFileOf(file);
  // DVC before 2.0 wrote the stages without a frame.
  const text = await readFile(join(root, name), 'utf8').catch(() => '');
  if (text !== '' && !/^schema:/m.test(text))
    return { schema: '2.0', stages: parseDocument(text, { uniqueKeys: false }).toJS() };
  return lockStore(root, name).read();
}

const lockStore = (root: string, name: string): YamlLockStore =>
  new YamlLockStore(root, name, scratchOf(root));

async function ignoreState(root: string): Promise<void> {
  const path = join(root, '.gitignore');
  const text = await readFile(path, 'utf8').catch(() => '');
  if (/^\/?\.docket\/?$/m.test(text)) return;
  await writeFile(path, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}/.docket/\n`);
}
