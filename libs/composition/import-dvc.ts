/** Makes a DVC project a workspace; everything that DVC needs stays as it is and goes on working. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { Document, isMap, parseDocument, type YAMLMap } from 'yaml';
import { YamlLockStore } from '#adapters/workspace/yaml-lock-store.js';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { NOT_SEARCHED } from '#config/pipelines/data-sources.js';
import { lockFileOf } from '#config/pipelines/load-pipeline.js';
import { readRemotes } from '#config/remotes/choose-remote.js';
import { DomainError } from '#contracts/domain-error.js';
import type { PipelineLock } from '#contracts/pipeline-lock.schema.js';
import { EDITOR_SCHEMA, schemaLine, writeEditorSchema } from './editor-schema.js';
import { openWorkspace, scratchOf } from './open-workspace.js';
import { readPipeline } from './reproduce.js';

const DVC_FILE = 'dvc.yaml';
const PIPELINE_FILE = 'pipelines.yaml';

export interface DvcImport {
  /** dvc.yaml files whose stages are in pipelines.yaml now. */
  taken: string[];
  /** dvc.yaml files that are left to `-f`, and why. */
  left: { file: string; reason: string }[];
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
  const files = pipelineFiles(root);
  if (files.length === 0 && !existsSync(join(root, '.dvc'))) {
    throw new DomainError(
      'workspace/missing',
      `There is no dvc.yaml and no .dvc in ${root}. Go to the root of the DVC project, or name it with --cwd DIR.`,
      { usage: true },
    );
  }
  const project = await readProject(root, files);
  const lines = [schemaLine(EDITOR_SCHEMA), project.text.replace(/^# yaml-language-server:.*\n/, '')];
  await writeEditorSchema(root);
  await ignoreState(root);
  const store = lockStore(root, lockFileOf(PIPELINE_FILE));
  if (Object.keys(project.lock.stages ?? {}).length > 0) await store.write(project.lock);
  // Last: what makes it a workspace appears when all else is there.
  writeWholeFile(join(root, PIPELINE_FILE), lines.join('\n'), scratchOf(root));

  const { remotes, default: chosen } = await readRemotes(root);
  const read = await readPipeline(await openWorkspace(root)).then(
    ({ pipeline }) => ({ stages: pipeline.stages, problems: null }),
    (error: Error) => ({ stages: [], problems: error.message }),
  );
  return {
    taken: project.taken,
    left: project.left,
    stages: read.stages.filter(({ source }) => source === undefined).length,
    sources: read.stages.filter(({ source }) => source !== undefined).length,
    locked: Object.keys(project.lock.stages ?? {}).length,
    remotes: [...remotes.values()].map(({ name, url }) => ({ name, url, default: name === chosen })),
    problems: read.problems,
  };
}

/** From the root, its own first. */
function pipelineFiles(root: string): string[] {
  const found: string[] = [];
  const search = (folder: string): void => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((left, right) =>
      left.name < right.name ? -1 : 1,
    );
    if (entries.some((entry) => entry.name === DVC_FILE && entry.isFile()))
      found.push(join(folder, DVC_FILE));
    for (const entry of entries) {
      if (entry.isDirectory() && !NOT_SEARCHED.has(entry.name)) search(join(folder, entry.name));
    }
  };
  search('');
  return found;
}

interface Project {
  text: string;
  lock: PipelineLock;
  taken: string[];
  left: DvcImport['left'];
}

async function readProject(root: string, files: readonly string[]): Promise<Project> {
  const [first, ...rest] = files;
  const own = first === DVC_FILE;
  const below = own ? rest : files;
  let text = own ? await readFile(join(root, DVC_FILE), 'utf8') : 'stages: {}\n';
  let lock: PipelineLock = own ? await readLock(root, DVC_FILE) : { schema: '2.0', stages: {} };
  const taken = own ? [DVC_FILE] : [];
  const left: DvcImport['left'] = [];
  if (below.length > 0) {
    const document = parseDocument(text);
    if (!document.has('stages')) document.set('stages', {});
    const stages = document.get('stages') as YAMLMap;
    if (!own) stages.flow = false;
    for (const file of below) {
      const reason = await addNested(root, file, document, stages, lock);
      if (reason === null) taken.push(file);
      else left.push({ file, reason });
    }
    if (taken.length > (own ? 1 : 0)) text = document.toString({ lineWidth: 0 });
    lock = { ...lock };
  }
  return { text, lock, taken, left };
}

/** Stages of a directory of its own work in that directory. @returns why it could not be added; null where it was */
async function addNested(
  root: string,
  file: string,
  document: Document,
  stages: YAMLMap,
  lock: PipelineLock,
): Promise<string | null> {
  const text = await readFile(join(root, file), 'utf8');
  if (text.includes('${') || /^vars:/m.test(text))
    return 'its templates take their values from its own directory';
  const nested = parseDocument(text).get('stages');
  if (!isMap(nested)) return 'it has no stages';
  const folder = posix.dirname(file);
  const locked = (await readLock(root, file)).stages ?? {};
  for (const pair of nested.items) {
    const name = String(pair.key);
    const free = stages.has(name) ? `${folder.replaceAll('/', '-')}-${name}` : name;
    const fields = pair.value as YAMLMap;
    fields.set('wdir', posix.join(folder, String(fields.get('wdir') ?? '.')));
    stages.set(document.createNode(free), fields);
    if (locked[name] !== undefined) lock.stages = { ...lock.stages, [free]: locked[name] };
  }
  return null;
}

async function readLock(root: string, file: string): Promise<PipelineLock> {
  const name = lockFileOf(file);
  // DVC before 2.0 wrote the stages without a frame.
  const text = await readFile(join(root, name), 'utf8').catch(() => '');
  if (text !== '' && !/^schema:/m.test(text)) return { schema: '2.0', stages: parseDocument(text).toJS() };
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
