/** `docket dag`: the graph of stages. */
import { findWorkspace, openWorkspace, pipelineFileOf } from '#composition/open-workspace.js';
import { readPipeline } from '#composition/reproduce.js';
import { drawGraph, type GraphFormat } from '#core/pipeline/draw-graph.js';
import type { CommandContext } from '../program.js';

export async function execute(
  options: { format: GraphFormat; file?: string },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const directory = findWorkspace(cwd);
  const workspace = await openWorkspace(directory, {
    pipelineFile: pipelineFileOf(directory, cwd, options.file),
  });
  const { graph } = await readPipeline(workspace);
  terminal.document({
    stages: graph.order.map(({ name, desc }) => ({ name, desc, after: graph.upstream(name) })),
  });
  terminal.print(drawGraph(graph, options.format));
  return 0;
}
