/** Everything that is wrong with a pipeline before it runs, all at once. */
import { didYouMean } from '#contracts/nearest-name.js';
import type { Pipeline, PipelineProblem, StageSpec } from '#contracts/pipeline.js';
import type { AnyStage } from '#contracts/stage.js';
import { itemGlob } from './glob.js';
import { isWithin, overlaps } from './path-overlap.js';
import { inputPaths, stageGraph } from './stage-graph.js';

/** What the checker must know of the world. */
export interface PipelineSurroundings {
  /** The platform's stages by name. */
  definitions: Readonly<Record<string, AnyStage | undefined>>;
  /** Whether a path is on disk. */
  exists(path: string): boolean;
  /** Whether a params file has a key; null where there is no such file. */
  hasParam(file: string, key: string): boolean | null;
}

/** @returns problems in the order of the file; none where the pipeline can run */
export function checkPipeline(pipeline: Pipeline, world: PipelineSurroundings): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  const add = (code: PipelineProblem['code'], key: (string | number)[], message: string) =>
    problems.push({ code, key, message });
  const names = pipeline.stages.map(({ name }) => name);

  for (const stage of pipeline.stages) {
    if (stage.uses !== null) problems.push(...usesProblems(stage, world));
    if (stage.each !== null && stage.outputs.length === 0) {
      add(
        'pipeline/invalid',
        ['stages', stage.name, 'each'],
        "needs 'outs:' to put its files in; name a directory.",
      );
    }
    problems.push(...paramProblems(stage, world));
    problems.push(...dependencyProblems(stage, pipeline.stages, world));
  }
  problems.push(...outputProblems(pipeline.stages));
  for (const [group, members] of Object.entries(pipeline.pipelines)) {
    members.forEach((member, index) => {
      if (names.includes(member)) return;
      add(
        'pipeline/unknown-stage',
        ['pipelines', group, index],
        `'${member}' is no stage of this file.${didYouMean(member, names)}`,
      );
    });
  }
  const { cycle } = stageGraph(pipeline.stages);
  if (cycle !== null) {
    add(
      'pipeline/cycle',
      ['stages', cycle[0]!],
      `feeds itself: ${cycle.toReversed().join(' → ')}. Remove one of these dependencies.`,
    );
  }
  return problems;
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
  return stage.params.flatMap(({ file, keys, implied }) => {
    if (implied) return [];
    const key = ['stages', stage.name, 'params'];
    if (stage.uses !== null && keys.length === 1 && keys[0] === stage.uses) {
      // Named by the stage itself; a file without the section means "all defaults" only where the file exists.
      if (world.hasParam(file, keys[0]) !== false) return [];
      return [
        {
          code: 'pipeline/missing-param' as const,
          key,
          message: `${file} has no section '${keys[0]}'. Add \`${keys[0]}: {}\` to take the defaults.`,
        },
      ];
    }
    if (keys.length === 0) {
      return world.exists(file)
        ? []
        : [
            {
              code: 'pipeline/missing-param' as const,
              key,
              message: `${file} does not exist; make it, or remove it here.`,
            },
          ];
    }
    return keys
      .filter((each) => world.hasParam(file, each) !== true)
      .map((each) => ({
        code: 'pipeline/missing-param' as const,
        key,
        message: `${file} has no key '${each}'. Add it there, or remove it here.`,
      }));
  });
}

function dependencyProblems(
  stage: StageSpec,
  stages: readonly StageSpec[],
  world: PipelineSurroundings,
): PipelineProblem[] {
  const produced = (path: string) =>
    stages.some((other) => other.outputs.some((output) => overlaps(output.path, path)));
  return stage.deps.flatMap(({ path, written }, index) => {
    if (produced(path) || world.exists(path)) return [];
    const outputs = stages.flatMap((other) => other.outputs.map((output) => output.path));
    return [
      {
        code: 'pipeline/missing-input' as const,
        key: ['stages', stage.name, 'deps', index],
        message: `'${written}' does not exist and no stage makes it.${didYouMean(path, outputs)} Put it there, or mend the path.`,
      },
    ];
  });
}

function outputProblems(stages: readonly StageSpec[]): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  const earlier: { stage: string; path: string }[] = [];
  for (const stage of stages) {
    for (const output of stage.outputs) {
      const key = ['stages', stage.name, output.role === 'output' ? 'outs' : `${output.role}s`];
      const clash = earlier.find(({ path }) => overlaps(path, output.path));
      if (clash !== undefined) {
        const how =
          clash.path === output.path
            ? 'is also made by'
            : isWithin(output.path, clash.path)
              ? `lies inside '${clash.path}' of`
              : `contains '${clash.path}' of`;
        problems.push({
          code: 'pipeline/output-conflict',
          key,
          message: `'${output.written}' ${how} stage '${clash.stage}'. Give every stage paths of its own.`,
        });
      }
      if (stage.each === null && inputPaths(stage).includes(output.path)) {
        problems.push({
          code: 'pipeline/cycle',
          key,
          message: `'${output.written}' is both read and made by this stage. Write to another path.`,
        });
      } else if (
        stage.each !== null &&
        itemGlob(stage.each).matches(`${output.path}/x`) &&
        isWithin(output.path, itemGlob(stage.each).base)
      ) {
        problems.push({
          code: 'pipeline/cycle',
          key,
          message: `'${output.written}' lies among the files of each: ${stage.each}. Write to a directory outside it.`,
        });
      }
      earlier.push({ stage: stage.name, path: output.path });
    }
  }
  return problems;
}
