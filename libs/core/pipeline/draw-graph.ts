/** The graph of stages as text: for people (tree), for Markdown (mermaid), for Graphviz (dot). */
import type { StageGraph } from './stage-graph.js';

export type GraphFormat = 'tree' | 'mermaid' | 'dot';

export function drawGraph(graph: StageGraph, format: GraphFormat): string {
  const edges = graph.order.flatMap(({ name }) =>
    graph.upstream(name).map((before) => [before, name] as const),
  );
  if (format === 'dot') {
    const quoted = (name: string) => `"${name.replaceAll('"', '\\"')}"`;
    const lines = [
      ...graph.order.map(({ name }) => `  ${quoted(name)};`),
      ...edges.map(([from, to]) => `  ${quoted(from)} -> ${quoted(to)};`),
    ];
    return `digraph {\n${lines.join('\n')}\n}`;
  }
  if (format === 'mermaid') {
    const id = new Map(graph.order.map(({ name }, index) => [name, `s${index + 1}`]));
    const lines = [
      ...graph.order.map(({ name }) => `  ${id.get(name)}["${name.replaceAll('"', '#quot;')}"]`),
      ...edges.map(([from, to]) => `  ${id.get(from)} --> ${id.get(to)}`),
    ];
    return `flowchart TD\n${lines.join('\n')}`;
  }
  return tree(graph);
}

/** From what feeds nothing else down to its sources; a stage drawn before is named with '…'. */
function tree(graph: StageGraph): string {
  const lines: string[] = [];
  const drawn = new Set<string>();
  const draw = (name: string, head: string, indent: string): void => {
    const { desc } = graph.stage(name)!;
    const before = graph.upstream(name);
    const again = drawn.has(name) && before.length > 0;
    lines.push(`${head}${name}${again ? ' …' : desc === '' ? '' : `  ${desc}`}`);
    if (again) return;
    drawn.add(name);
    before.forEach((each, index) => {
      const last = index === before.length - 1;
      draw(each, `${indent}${last ? '└─ ' : '├─ '}`, `${indent}${last ? '   ' : '│  '}`);
    });
  };
  for (const { name } of graph.order) if (graph.downstream(name).length === 0) draw(name, '', '');
  return lines.join('\n');
}
