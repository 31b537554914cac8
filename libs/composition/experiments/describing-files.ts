/** The files that say what a pipeline does, as they are in a workspace or in another state of it. */
import { loadProject } from '#config/pipelines/read-project.js';
import { type ReadText, textsOf } from '#config/read-text.js';
import { isOfTool } from '#contracts/ground.js';
import type { Pipeline } from '#contracts/pipeline.js';

/**
 * The pipeline and the files that say what it does: its own, those it takes vars from, and params. DVC's settings, which
 * are read too, are the workspace's: they may hold keys of remotes, and no state of it brings others.
 * @param root absolute directory of the workspace, or what reads another state of it
 * @param pipelineFiles the chosen one first
 */
export async function describingFiles(
  root: string | ReadText,
  pipelineFiles: readonly string[],
): Promise<{ pipeline: Pipeline; files: Map<string, string> }> {
  const read = textsOf(root);
  const files = new Map<string, string>();
  const noting = async (file: string) => {
    const text = await read(file);
    if (text !== null && !file.split('/').some(isOfTool)) files.set(file, text);
    return text;
  };
  const pipeline = await loadProject(noting, pipelineFiles);
  for (const { file } of pipeline.stages.flatMap(({ params }) => params)) await noting(file);
  for (const file of pipeline.declared.params) await noting(file);
  if ((await read('.dvc/config')) === null) return { pipeline, files };
  // Data that DVC was told to keep (`dvc add`) has its hash in a file of its own beside it.
  const made = new Set(pipeline.stages.flatMap(({ outputs }) => outputs.map(({ path }) => path)));
  for (const { path } of pipeline.stages.flatMap(({ deps }) => deps))
    if (path !== '' && !made.has(path)) await noting(`${path}.dvc`);
  return { pipeline, files };
}
