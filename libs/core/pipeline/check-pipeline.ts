/** Everything that is wrong with a pipeline itself, all at once; what it needs from the disk is `checkInputs`'s. */
import { leadsOut } from '#contracts/leads-out.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { OutputSpec, Pipeline, PipelineProblem, StageSpec } from '#contracts/pipeline.js';
import type { AnyStage } from '#contracts/stage.js';
import { itemGlob } from './glob.js';
import { ancestors, isWithin, overlaps } from './path-overlap.js';
import { PathTable } from './path-table.js';
import { inputPaths, stageGraph } from './stage-graph.js';

/** What the checker must know of the world. */
export interface PipelineSurroundings {
  /** The platform's stages by name. */
  definitions: Readonly<Record<string, AnyStage | undefined>>;
  /** Whether a params file has a key; null where there is no such file. */
  hasParam(file: string, key: string): boolean | null;
  /** Whether a file lies there, from the workspace's root. */
  exists(file: string): boolean;
  /** Files and folders that say what runs, or that tools keep for themselves: no stage may make them. */
  reserved: Iterable<string>;
}

/** Where a stage's outputs stand in the file. */
export const OUTPUT_KEYS = { output: 'outs', metric: 'metrics', plot: 'plots' } as const;

/** @returns problems in the order of the file; none where the pipeline can run */
export function checkPipeline(pipeline: Pipeline, world: PipelineSurroundings): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  for (const stage of pipeline.stages) {
    if (stage.uses !== null) problems.push(...usesProblems(stage, world));
    if (stage.each !== null && stage.outputs.length === 0) {
      problems.push({
        code: 'pipeline/invalid',
        key: ['stages', stage.name, 'each'],
        message: "needs 'outs:' to put its files in; name a directory.",
      });
    }
    problems.push(...paramProblems(stage, world), ...repeatedProblems(stage));
  }
  const clashes = outputProblems(pipeline.stages, world.reserved);
  problems.push(...clashes);
  // A stage that feeds itself has been told already, with the remedy that fits.
  const told = new Set(clashes.filter(({ code }) => code === 'pipeline/cycle').map(({ key }) => key[1]));
  for (const cycle of stageGraph(pipeline.stages).cycles) {
    if (cycle.every((name) => told.has(name))) continue;
    problems.push({
      code: 'pipeline/cycle',
      key: ['stages', cycle[0]!],
      message: `feeds itself: ${drawCycle(cycle, pipeline.stages)}. Remove one of these dependencies.`,
    });
  }
  return problems;
}

/** 'a ─(x.txt)→ b ─(y.txt)→ a': every stage with what it makes for the next. */
function drawCycle(cycle: readonly string[], stages: readonly StageSpec[]): string {
  const stage = (name: string) => stages.find((each) => each.name === name)!;
  return cycle.slice(1).reduce((drawn, name, index) => {
    const reads = inputPaths(stage(name));
    const made = stage(cycle[index]!).outputs.find(({ path }) => reads.some((each) => overlaps(each, path)));
    return `${drawn} ─(${made?.path})→ ${name}`;
  }, cycle[0]!);
}

function repeatedProblems(stage: StageSpec): PipelineProblem[] {
  return stage.deps.flatMap(({ path, written }, index): PipelineProblem[] => {
    if (stage.deps.findIndex((other) => other.path === path) === index) return [];
    const key = ['stages', stage.name, 'deps', index];
    return [
      { code: 'pipeline/invalid', key, message: `'${written}' is named twice; remove one of the two.` },
    ];
  });
}

function usesProblems(stage: StageSpec, world: PipelineSurroundings): PipelineProblem[] {
  const at = (key: string) => ['stages', stage.name, key];
  const definition = world.definitions[stage.uses!];
  if (definition === undefined) {
    const known = Object.keys(world.definitions);
    return [
      {
        code: 'pipeline/unknown-stage',
        key: at('uses'),
        message: `'${stage.uses}' is no stage of the platform.${didYouMean(stage.uses!, known)} There are: ${known.join(', ')}.`,
      },
    ];
  }
  // Without outputs it runs on demand only (prediction), with inputs that its caller gives.
  if (stage.outputs.length === 0) return [];
  const problems: PipelineProblem[] = [];
  const inputs = Object.entries(definition.inputs as Record<string, { optional?: boolean }>);
  const needed = inputs.filter(([, { optional }]) => !optional).length;
  const given = stage.deps.length + (stage.each === null ? 0 : 1);
  const wanted = inputs.map(([name, { optional }]) => (optional ? `[${name}]` : name)).join(', ');
  if (given < needed || given > inputs.length) {
    problems.push({
      code: 'pipeline/invalid',
      key: at('deps'),
      message: `gives ${given} inputs; '${stage.uses}' takes, in this order: ${wanted}.`,
    });
  }
  const outputs = Object.keys(definition.outputs as object);
  if (stage.outputs.length !== outputs.length) {
    problems.push({
      code: 'pipeline/invalid',
      key: at('outs'),
      message: `names ${stage.outputs.length} outputs; '${stage.uses}' makes, in this order (outs, metrics, plots): ${outputs.join(', ')}.`,
    });
  }
  if ((definition.unit === 'item') !== (stage.each !== null)) {
    const message =
      definition.unit === 'item'
        ? `'${stage.uses}' works file by file; add 'each: <glob>'.`
        : `'${stage.uses}' needs all files at once; remove 'each:' and name the directory under 'deps:'.`;
    problems.push({ code: 'pipeline/invalid', key: at('uses'), message });
  }
  return problems;
}

function paramProblems(stage: StageSpec, world: PipelineSurroundings): PipelineProblem[] {
  return stage.params.flatMap(({ file, written, keys, implied }): PipelineProblem[] => {
    if (implied || leadsOut(file)) return [];
    const problem = (message: string): PipelineProblem => ({
      code: 'pipeline/missing-param',
      key: ['stages', stage.name, 'params'],
      message,
    });
    if (stage.uses !== null && keys.length === 1 && keys[0] === stage.uses) {
      // Named by the stage itself; a file without the section means "all defaults" only where the file exists.
      if (world.hasParam(file, keys[0]) !== false) return [];
      return [problem(`${file} has no section '${keys[0]}'. Add \`${keys[0]}: {}\` to take the defaults.`)];
    }
    if (world.hasParam(file, '') === null) {
      const above = fileAbove(stage.wdir, written, world);
      const instead = `${above}${keys.length > 0 ? `: [${keys.join(', ')}]` : ''}`;
      const remedy = above === null ? '' : `write \`${instead}\` for the file above it, `;
      return [problem(`${file} does not exist; ${remedy}make it, or remove it here.`)];
    }
    return keys
      .filter((each) => world.hasParam(file, each) !== true)
      .map((each) => problem(`${file} has no key '${each}'. Add it there, or remove it here.`));
  });
}

/** Params count from where the stage works, which is easily forgotten. @returns as it would be written there */
function fileAbove(wdir: string, written: string, { exists }: PipelineSurroundings): string | null {
  if (wdir === '' || written.startsWith('../')) return null;
  const folders = [...ancestors(wdir).map((folder) => `${folder}/`), ''];
  const steps = folders.findIndex((folder) => exists(`${folder}${written}`));
  return steps === -1 ? null : `${'../'.repeat(steps + 1)}${written}`;
}

function outputProblems(stages: readonly StageSpec[], reserved: Iterable<string>): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  const earlier = new PathTable<StageSpec>();
  const kept = new PathTable<string>();
  for (const path of reserved) kept.add(path, path);
  for (const stage of stages) {
    for (const output of stage.outputs) {
      const key = ['stages', stage.name, OUTPUT_KEYS[output.role]];
      const add = (code: PipelineProblem['code'], message: string) => problems.push({ code, key, message });
      const clash = earlier.overlapping(output.path);
      if (output.path === '') {
        add(
          'pipeline/output-conflict',
          `'${output.written}' is the whole workspace. Write to a directory in it.`,
        );
      } else if (clash !== undefined) {
        const how =
          clash.path === output.path
            ? 'is also made by'
            : isWithin(output.path, clash.path)
              ? `lies inside '${clash.path}' of`
              : `contains '${clash.path}' of`;
        const whose = clash.of.source === undefined ? `stage '${clash.of.name}'` : clash.of.source;
        add(
          'pipeline/output-conflict',
          `'${output.written}' ${how} ${whose}. Give every stage paths of its own.`,
        );
      }
      const config = stage.source === undefined ? kept.overlapping(output.path) : undefined;
      if (config !== undefined) {
        const place =
          config.path === output.path
            ? 'is'
            : `${isWithin(output.path, config.path) ? 'lies in' : 'contains'} '${config.path}',`;
        add('pipeline/output-conflict', wouldDelete(`'${output.written}' ${place}`));
      } else if (stage.wdir !== '' && isWithin(stage.wdir, output.path)) {
        add(
          'pipeline/output-conflict',
          `'${output.written}' holds the directory that the stage works in, and would be deleted. Write to a directory in it.`,
        );
      }
      const circle = ownInputProblem(stage, output);
      if (circle !== null) add('pipeline/cycle', circle);
      earlier.add(output.path, stage);
    }
  }
  return problems;
}

/** @param subject "'out' contains 'out/dvc.yaml'," */
export const wouldDelete = (subject: string): string =>
  `${subject} what Docket, DVC or git works by, and would be deleted. Write to another path.`;

function ownInputProblem(stage: StageSpec, { path, written }: OutputSpec): string | null {
  if (stage.each === null) {
    return inputPaths(stage).includes(path)
      ? `'${written}' is both read and made by this stage. Write to another path.`
      : null;
  }
  const glob = itemGlob(stage.each);
  return glob.matches(`${path}/x`) && isWithin(path, glob.base)
    ? `'${written}' lies among the files of each: ${stage.each}. Write to a directory outside it.`
    : null;
}
