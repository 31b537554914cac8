/** Every number that changes behaviour, as it is in a workspace: its params files, and the defaults of the platform's stages. */
import { parseDocument, stringify } from 'yaml';
import { commentedParams } from '#config/commented-params.js';
import { PARAMS, readParamsFile, stageParams } from '#config/params-file.js';
import { readProject } from '#config/pipelines/read-project.js';
import { textsOf } from '#config/read-text.js';
import type { Workspace } from './open-workspace.js';
import { paramsFiles, takenFrom } from './params-files.js';
import { platformSections } from './platform-sections.js';

export interface ShownParams {
  /** Key of params.yaml to value; of any other file that a stage or a template reads, its path to its values. */
  values: Record<string, unknown>;
  /** The same as a params.yaml, with what each number means. */
  text: string;
}

/** @throws DomainError 'config/invalid' with file, line and key of what is wrong in the platform's sections */
export async function showParams({
  directory,
  pipelineFiles,
}: Pick<Workspace, 'directory' | 'pipelineFiles'>): Promise<ShownParams> {
  // What is wrong with the rest of the pipeline keeps nobody from its params.
  const { pipeline } = await readProject(directory, await pipelineFiles());
  const sections = await platformSections(pipeline);
  const file = await readParamsFile(directory, PARAMS);
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(sections).map(([name, schema]) => [name, stageParams(file, name, schema)]),
  );
  const parts = Object.keys(sections).length > 0 ? [commentedParams(sections, values)] : [];
  for (const [key, value] of Object.entries((file?.data ?? {}) as object))
    if (sections[key] === undefined) values[key] = value;
  const own = withoutSections((await textsOf(directory)(PARAMS)) ?? '', Object.keys(sections));
  if (own !== null) parts.push(own);
  for (const { file: name, keys } of paramsFiles(pipeline)) {
    if (name === PARAMS) continue;
    const data = takenFrom((await readParamsFile(directory, name))?.data, keys);
    if (data === undefined) continue;
    values[name] = data;
    parts.push(stringify({ [name]: data }, { lineWidth: 0 }));
  }
  return { values, text: parts.join('\n') };
}

/** The rest of a params.yaml with its comments; null where there is none. */
function withoutSections(text: string, sections: readonly string[]): string | null {
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'error' });
  const removed = sections.filter((name) => document.deleteIn([name]));
  if (Object.keys((document.toJS() ?? {}) as object).length === 0) return null;
  return removed.length === 0 ? text : document.toString({ lineWidth: 0 });
}
