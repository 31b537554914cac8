/** `docket dag`: the graph of stages. */
import { readPipeline } from '#composition/reproduce.js';
import { drawGraph, type GraphFormat } from '#core/pipeline/draw-graph.js';
import { chosenWorkspace } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { noStages } from '../output/no-stages.js';

export async function execute(
  options: { format: GraphFormat; file?: string },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, options.file);
  const { graph } = await readPipeline(workspace);
  terminal.document({
    stages: graph.order.map(({ name, desc }) => ({ name, desc, after: graph.upstream(name) })),
  });
  // A page that Mermaid or Graphviz draws stays one.
  const none = graph.order.length === 0 && options.format === 'tree';
  terminal.print(none ? noStages(workspace.pipelineFile) : drawGraph(graph, options.format));
  return 0;
}
