/**
 * Several dvc.yaml as the one pipelines.yaml of a workspace:
 *
 *   sub/dvc.yaml                        pipelines.yaml
 *     stages:                             stages:
 *       train:                       →      train:            'sub-train' where another has that name
 *         cmd: run ${c}                       cmd: run ${c}
 *                                             wdir: sub
 *                                             vars: [params.yaml]
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isSeq, parseDocument, visit, type YAMLMap } from 'yaml';
import { readPipelineFile } from '#config/pipelines/load-pipeline.js';
import { type ReadText, textsOf } from '#config/read-text.js';
import type { DeclaredFiles, StageSpec } from '#contracts/pipeline.js';

const ROOT_FILE = 'dvc.yaml';
const JOINED = 'pipelines.yaml';
const PARAMS_FILE = 'params.yaml';

export interface JoinedFiles {
  text: string;
  /** Of every file that is in the text: the name there of a stage of that file. */
  names: Map<string, (stage: string) => string>;
  /** Files that are left to `-f`, and why. */
  left: { file: string; reason: string }[];
}

/** @param files of the project from its root, its own first where it has one */
export async function joinDvcFiles(root: string, files: readonly string[]): Promise<JoinedFiles> {
  const read = textsOf(root);
  const own = files[0] === ROOT_FILE;
  const names: JoinedFiles['names'] = new Map(own ? [[ROOT_FILE, (stage: string) => stage]] : []);
  const left: JoinedFiles['left'] = [];
  let text = own ? (await read(ROOT_FILE))! : 'stages: {}\n';
  for (const file of files.slice(own ? 1 : 0)) {
    const added = await withFile(read, text, file);
    if ('reason' in added) left.push({ file, reason: added.reason });
    else {
      text = added.text;
      names.set(file, added.named);
    }
  }
  return { text, names, left };
}

type Added = { text: string; named: (stage: string) => string } | { reason: string };

/** Only where every stage then stands for what it stood for. */
async function withFile(read: ReadText, text: string, file: string): Promise<Added> {
  const { pipeline: before } = await readPipelineFile(read, file);
  const nested = parseDocument((await read(file))!, { uniqueKeys: false });
  if (hasAliases(nested)) return { reason: 'it has YAML anchors, which count within one file' };
  const stages = nested.get('stages');
  if (!isMap(stages)) return { reason: 'it has no stages' };
  const document = parseDocument(text, { uniqueKeys: false });
  if (!document.has('stages')) document.set('stages', {});
  const all = document.get('stages') as YAMLMap;
  if (all.items.length === 0) all.flow = false;
  const folder = posix.dirname(file);
  const given = new Map<string, string>();
  for (const { key, value } of stages.items) {
    const name = String(key);
    given.set(name, all.has(name) ? `${folder.replaceAll('/', '-')}-${name}` : name);
    if (isMap(value)) await moveStage(read, nested, value, folder);
    all.set(document.createNode(given.get(name)), value);
  }
  declare(document, before.declared, folder);
  const joined = document.toString({ lineWidth: 0 });
  const named = (stage: string) => stage.replace(/^[^@]*/, (name) => given.get(name) ?? name);
  const after = await readPipelineFile(async (path) => (path === JOINED ? joined : read(path)), JOINED);
  const isSame = (stage: StageSpec) =>
    after.pipeline.stages.some(
      ({ name, ...rest }) =>
        name === named(stage.name) && isDeepStrictEqual({ ...rest, name: stage.name }, stage),
    );
  if (before.stages.every(isSame)) return { text: joined, named };
  return { reason: 'its templates take other values in its own directory than they would in pipelines.yaml' };
}

function hasAliases(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

/** To the root: where it works, and where its templates take their values from, is said in the stage itself. */
async function moveStage(read: ReadText, nested: Document, written: YAMLMap, folder: string): Promise<void> {
  const repeated = written.get('do');
  const fields = isMap(repeated) ? repeated : written;
  const own = posix.join(String(fields.get('wdir') ?? '.'));
  const wdir = posix.join(folder, own);
  fields.set('wdir', wdir);
  if (!String(fields).includes('${')) return;
  const here = (name: string) => posix.relative(wdir, posix.join(folder, name));
  const vars: unknown[] = (await read(posix.join(folder, PARAMS_FILE))) === null ? [] : [here(PARAMS_FILE)];
  for (const list of [nested.get('vars'), fields.get('vars')]) {
    const entries: unknown = isSeq(list) ? list.toJS(nested) : [];
    const isOfStage = list === fields.get('vars');
    for (const entry of entries as unknown[])
      vars.push(typeof entry === 'string' && !isOfStage ? here(entry) : entry);
  }
  const distinct = vars.filter((entry, index) => vars.indexOf(entry) === index);
  if (distinct.length > 0) fields.set('vars', nested.createNode(distinct));
}

/** What the top level names besides stages. */
function declare(
  document: Document,
  { params, metrics, plots, artifacts }: DeclaredFiles,
  folder: string,
): void {
  const append = (list: string, entry: unknown) => {
    if (!document.has(list)) document.set(list, document.createNode([]));
    document.addIn([list], document.createNode(entry));
  };
  for (const path of params) append('params', path);
  for (const path of metrics) append('metrics', path);
  for (const { id, options } of plots) {
    if (isMap(document.get('plots'))) document.setIn(['plots', id], document.createNode(options));
    else append('plots', { [id]: options });
  }
  for (const [name, artifact] of Object.entries(artifacts)) {
    const free = document.hasIn(['artifacts', name]) ? `${folder.replaceAll('/', '-')}-${name}` : name;
    document.setIn(['artifacts', free], document.createNode(artifact));
  }
}
