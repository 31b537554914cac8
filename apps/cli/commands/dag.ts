/** `docket dag`: the graph of stages. */
import { readPipeline } from '#composition/reproduce.js';
import { drawGraph, type GraphFormat } from '#core/pipeline/draw-graph.js';
import { chosenWorkspace } from '../chosen-workspace.js';
import type { CommandContext } from '../program.js';

export async function execute(
  options: { format: GraphFormat; file?: string },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const { graph } = await readPipeline(await chosenWorkspace(cwd, options.file));
  terminal.document({
    stages: graph.order.map(({ name, desc }) => ({ name, desc, after: graph.upstream(name) })),
  });
  terminal.print(drawGraph(graph, options.format));
  return 0;
}
