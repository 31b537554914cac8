/** Which stage feeds which: a stage that reads what another makes (or a part of it) comes after it. */
import type { StageSpec } from '#contracts/pipeline.js';
import { itemGlob } from './glob.js';
import { ancestors, isWithin } from './path-overlap.js';

export interface StageGraph {
  /** In an order in which every stage comes after what feeds it; else as the file has them. */
  order: StageSpec[];
  stage(name: string): StageSpec | undefined;
  /** Names of the stages that feed this one directly. */
  upstream(name: string): string[];
  /** Names of the stages that this one feeds directly. */
  downstream(name: string): string[];
  /** The names along each cycle in the direction of the data, first one repeated at the end. */
  cycles: string[][];
}

/** Paths that a stage reads, in the order of its inputs. */
export function inputPaths(stage: StageSpec): string[] {
  const deps = stage.deps.map(({ path }) => path);
  return stage.each === null ? deps : [itemGlob(stage.each).reads, ...deps];
}

/** The producers of every path, found through a table of their ancestors instead of comparing all with all. */
function producersOf(stages: readonly StageSpec[]): (path: string) => Iterable<StageSpec> {
  const at = new Map<string, StageSpec[]>();
  const below = new Map<string, StageSpec[]>();
  const append = (table: Map<string, StageSpec[]>, path: string, stage: StageSpec) => {
    const there = table.get(path);
    if (there === undefined) table.set(path, [stage]);
    else there.push(stage);
  };
  for (const stage of stages) {
    for (const { path } of stage.outputs) {
      append(at, path, stage);
      for (const ancestor of [...ancestors(path), ...(path === '' ? [] : [''])])
        append(below, ancestor, stage);
    }
  }
  return (path) => {
    const inside = below.get(path) ?? [];
    return new Set([path, ...ancestors(path)].flatMap((each) => at.get(each) ?? []).concat(inside));
  };
}

export function stageGraph(stages: readonly StageSpec[]): StageGraph {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const upstream = new Map<string, string[]>();
  const downstream = new Map<string, string[]>(stages.map((stage) => [stage.name, []]));
  const producers = producersOf(stages);
  for (const stage of stages) {
    const before = new Set(inputPaths(stage).flatMap((path) => [...producers(path)].map(({ name }) => name)));
    // A stage whose glob starts above its own output does not feed itself.
    if (
      stage.each !== null &&
      stage.outputs.some(({ path }) => !isWithin(path, itemGlob(stage.each!).reads))
    ) {
      before.delete(stage.name);
    }
    upstream.set(stage.name, [...before]);
    for (const name of before) downstream.get(name)!.push(stage.name);
  }

  const order: StageSpec[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[][] = [];
  const visit = (name: string, trail: string[]): void => {
    if (state.get(name) === 'done') return;
    if (state.get(name) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(name)), name].reverse());
      return;
    }
    state.set(name, 'open');
    for (const before of upstream.get(name)!) visit(before, [...trail, name]);
    state.set(name, 'done');
    order.push(byName.get(name)!);
  };
  for (const stage of stages) visit(stage.name, []);
  return {
    order,
    cycles,
    stage: (name) => byName.get(name),
    upstream: (name) => upstream.get(name) ?? [],
    downstream: (name) => downstream.get(name) ?? [],
  };
}

/** Every stage before (or after) the given ones, themselves included. */
export function closure(names: readonly string[], next: (name: string) => string[]): Set<string> {
  const seen = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    queue.push(...next(name));
  }
  return seen;
}
